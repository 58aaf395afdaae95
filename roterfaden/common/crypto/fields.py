"""Model fields whose column holds ciphertext. On an instance they read and write like ordinary values.

What the database cannot do with ciphertext is refused with a sentence: filter(), update(), bulk_update(),
dumpdata. values() and F() see a `Sealed`, which refuses to become text. Saving, bulk_create(), defer(),
refresh_from_db(), copies and pickles work.
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn
from uuid import UUID

from django import forms
from django.core import checks
from django.core.exceptions import FieldDoesNotExist, FieldError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from roterfaden.common.crypto import keyring
from roterfaden.common.crypto.sealing import Prepared, Sealed, is_reading_raw, key_id_of, seal, unseal
from roterfaden.common.forms import PlainTextField
from roterfaden.common.models import DataKey
from roterfaden.common.text import validate_plain_text

if TYPE_CHECKING:
    AnyField = models.Field[Any, Any]
else:
    AnyField = models.Field


class UnsealedWrite(TypeError):
    """Something tried to write into a sealed column without an instance to seal for."""


class SealedAttribute(DeferredAttribute):
    """Opens the sealed value when it is first read; until then a row costs nothing."""

    field: "SealedField"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if type(value) is Sealed and not is_reading_raw():
            return self.field.open(instance, value)
        return value

    # With these two the attribute comes before the value in the instance's __dict__.

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value

    def __delete__(self, instance: models.Model) -> None:
        del instance.__dict__[self.field.attname]


class SealedField(AnyField):
    """Base of the sealed fields.

    `key` is the path from the instance to the id of its data key: "data_key_id", "case.data_key_id".
    `sealed_as` ("table.column") keeps the place that older ciphertext is bound to when a table or column is
    renamed.
    """

    descriptor_class = SealedAttribute
    # Whether the opened value can be changed in place, so that every save has to seal it anew.
    mutable = False

    def __init__(self, *args: Any, key: str, sealed_as: str = "", **kwargs: Any) -> None:
        self.key = key
        self.sealed_as = sealed_as
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs["key"] = self.key
        if self.sealed_as:
            kwargs["sealed_as"] = self.sealed_as
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "BinaryField"

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        errors = list(super().check(**kwargs))
        if self.unique or self.primary_key or self.choices or getattr(self, "db_index", False):
            errors.append(
                checks.Error(
                    "A sealed field is ciphertext: no index, no key, no choices.", obj=self, id="common.E001"
                )
            )
        try:
            self.model._meta.get_field("uuid")  # noqa: SLF001
        except FieldDoesNotExist:
            errors.append(
                checks.Error("A sealed field needs a model with a uuid.", obj=self, id="common.E002")
            )
        return errors

    # From and to text; "" and None are never encrypted.

    def encode(self, value: Any) -> str:
        raise NotImplementedError

    def decode(self, text: str) -> Any:
        raise NotImplementedError

    @property
    def nothing(self) -> Any:
        """The value that an empty column stands for."""
        raise NotImplementedError

    # Sealing and opening for one row.

    @property
    def bound(self) -> str:
        """Table and column that every ciphertext of this field is bound to."""
        return self.sealed_as or f"{self.model._meta.db_table}.{self.column}"  # noqa: SLF001

    def place(self, instance: models.Model) -> str:
        """Return what the ciphertext is bound to: table, column and row."""
        return f"{self.bound}:{instance.uuid}"  # type: ignore[attr-defined]

    def open(self, instance: models.Model, sealed: Sealed) -> Any:
        """Decrypt what was loaded for this instance; raises SealBroken, KeyDestroyed or KeyMissing."""
        if sealed.opened is None:
            sealed.opened = self._unseal(instance, sealed.blob)
        value = self.decode(sealed.opened)
        if self.mutable:
            instance.__dict__[self.attname] = value
        return value

    def _unseal(self, instance: models.Model, blob: bytes) -> str:
        place = self.place(instance)
        key_id = key_id_of(blob, place=place)
        self._admit_loaded_key(instance)
        return unseal(blob, cipher=keyring.cipher_for(key_id), place=place)

    def _seal(self, instance: models.Model, text: str) -> Prepared:
        self._admit_loaded_key(instance)
        key_id = self._key_id(instance)
        return seal(text, cipher=keyring.cipher_for(key_id), key_id=key_id, place=self.place(instance))

    def _key_id(self, instance: models.Model) -> UUID:
        found: Any = instance
        for step in self.key.split("."):
            found = getattr(found, step)
            if found is None:
                raise keyring.KeyMissing(
                    f"{self}: {self.key} is empty; give the record a data key before it is saved."
                )
        return found if isinstance(found, UUID) else UUID(str(found))

    def _admit_loaded_key(self, instance: models.Model) -> None:
        """Use the data key row if it is loaded already; never queries."""
        found: Any = instance
        for step in self.key.removesuffix("_id").split("."):
            found = found._state.fields_cache.get(step)  # noqa: SLF001
            if found is None:
                return
        if isinstance(found, DataKey):
            keyring.admit(found)

    # Between instance and database.

    def from_db_value(self, value: Any, *_where_from: Any) -> Any:
        if value is None:
            return None
        blob = bytes(value)
        return Sealed(blob) if blob else self.nothing

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Seal for exactly this row. An unread, unchanged value passes through as it is."""
        with_raw = model_instance.__dict__.get(self.attname)
        value = with_raw if type(with_raw) is Sealed else super().pre_save(model_instance, add)
        if value is None:
            return None
        if type(value) is Sealed:
            if not add:
                return Prepared(value.blob)
            value = self.open(
                model_instance, value
            )  # a copied row: refused unless uuid, and so the place, is the same
        if value == self.nothing:
            return Prepared()
        return self._seal(model_instance, self.encode(value))

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if value is None and self.null:
            return None
        # b"" is what a migration puts into a new column
        if value is None or value in ("", b""):
            value = Prepared()
        if not isinstance(value, Prepared):
            self._refuse_write()
        return connection.Database.Binary(bytes(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: ARG002
        return self.get_db_prep_save(value, connection)

    def get_placeholder(self, value: Any, _compiler: Any, connection: Any) -> Any:
        if hasattr(value, "as_sql"):
            self._refuse_write()
        return connection.ops.binary_placeholder_sql(value)

    def _refuse_write(self) -> NoReturn:
        raise UnsealedWrite(
            f"{self} is sealed: set it on an instance and save that (save, save_revision, bulk_create); "
            "update() and bulk_update() have no row to seal for."
        )

    # What ciphertext cannot answer.

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(
                f"{self} is sealed and cannot be filtered by; search by text.search_tokens instead."
            )
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> NoReturn:
        raise FieldError(f"{self} is sealed: there is no {lookup_name} of ciphertext.")

    def value_to_string(self, _obj: models.Model) -> NoReturn:
        raise TypeError(f"{self} is sealed: dumpdata would write it in the clear. Use the backup.")


class SealedTextField(SealedField):
    """A text that is encrypted in the database. "" is stored as such, so that an empty text needs no key."""

    empty_strings_allowed = True

    def __init__(
        self, *args: Any, key: str, sealed_as: str = "", max_length: int = 20_000, **kwargs: Any
    ) -> None:
        super().__init__(*args, key=key, sealed_as=sealed_as, max_length=max_length, **kwargs)
        self.validators.append(MaxLengthValidator(max_length))
        self.validators.append(validate_plain_text)

    @property
    def nothing(self) -> str:
        return ""

    def to_python(self, value: Any) -> Any:
        return value if value is None else str(value)

    def encode(self, value: Any) -> str:
        """Refuse what a text column of this length would refuse: the database cannot look inside."""
        if not isinstance(value, str):
            raise TypeError(f"{self} takes text, not {type(value).__name__}.")
        if "\0" in value:
            raise ValueError(f"{self} takes no NUL characters.")
        if self.max_length is not None and len(value) > self.max_length:
            raise ValueError(f"{self} takes at most {self.max_length} characters, not {len(value)}.")
        return value

    def decode(self, text: str) -> str:
        return text

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        defaults: dict[str, Any] = {
            "form_class": PlainTextField,
            "max_length": self.max_length,
            "widget": forms.Textarea,
        }
        if self.null:
            defaults["empty_value"] = None
        return super().formfield(**{**defaults, **kwargs})


class SealedJSONField(SealedField):
    """Plain JSON (dict, list, str, number, bool) that is encrypted in the database. None is not encrypted."""

    empty_strings_allowed = False
    mutable = True

    @property
    def nothing(self) -> None:
        return None

    def encode(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

    def decode(self, text: str) -> Any:
        return json.loads(text)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": forms.JSONField, **kwargs})
