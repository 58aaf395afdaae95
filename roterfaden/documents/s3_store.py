"""Files as objects of a store that speaks S3: sealed as in the folder, under the same names (decision 0096)."""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.conf import settings

from roterfaden.documents.store_names import Kept, StoreUnreachable

CONNECT_SECONDS, READ_SECONDS, TRIES = 5, 30, 3
PAGE = 1000
# what else lies in the bucket is not ours
OURS = re.compile(r"[0-9a-f]{2}/[^/]+$")
MISSING = {"404", "NoSuchKey", "NotFound"}


class S3Store:
    """`client` is one of boto3; every key begins with `prefix`."""

    def __init__(self, client: Any, *, bucket: str, prefix: str) -> None:
        self.client, self.bucket, self.prefix = client, bucket, prefix

    def write(self, path: str, sealed: bytes) -> None:
        """The store checks the sum of what arrived; then the object is read back: only what comes back is kept."""
        digest = hashlib.md5(sealed, usedforsecurity=False).digest()
        with told():
            self.client.put_object(
                **self._where(path), Body=sealed, ContentMD5=base64.b64encode(digest).decode()
            )
            if self._body(path) != sealed:
                raise StoreUnreachable("Der Speicher gibt anderes zurück, als geschrieben wurde.")

    def read(self, path: str) -> bytes:
        with told():
            return self._body(path)

    def delete(self, path: str) -> bool:
        with told():
            try:
                self.client.head_object(**self._where(path))
            except Exception as error:
                if is_missing(error):
                    return False
                raise
            self.client.delete_object(**self._where(path))
        return True

    def listed(self) -> Iterator[Kept]:
        with told():
            pages = self.client.get_paginator("list_objects_v2")
            for page in pages.paginate(
                Bucket=self.bucket, Prefix=self.prefix, PaginationConfig={"PageSize": PAGE}
            ):
                for one in page.get("Contents", ()):
                    path = one["Key"].removeprefix(self.prefix)
                    if OURS.match(path):
                        yield Kept(path, one["LastModified"])

    def _body(self, path: str) -> bytes:
        try:
            content: bytes = self.client.get_object(**self._where(path))["Body"].read()
        except Exception as error:
            if is_missing(error):
                raise FileNotFoundError(path) from error
            raise
        return content

    def _where(self, path: str) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": f"{self.prefix}{path}"}


def of_settings() -> S3Store:
    """The store that the settings name. Raises StoreUnreachable without boto3, which is optional."""
    said: Mapping[str, str] = settings.S3
    client = _client(said["endpoint"], said["region"], said["access_key"], said["secret_key"])
    return S3Store(client, bucket=said["bucket"], prefix=said["prefix"])


@contextmanager
def told() -> Iterator[None]:
    """Every trouble with the store but a missing object becomes StoreUnreachable, without keys or answers in it."""
    try:
        yield
    except (FileNotFoundError, StoreUnreachable):
        raise
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in {"botocore", "boto3", "urllib3"}:
            raise
        raise StoreUnreachable(f"Der Speicher für Dateien antwortet nicht ({code_of(error)}).") from error


def is_missing(error: Exception) -> bool:
    """Whether the store says that there is no such object, which is not the same as no such bucket."""
    return code_of(error) in MISSING


def code_of(error: Exception) -> str:
    """The store's own short name of the trouble."""
    answer: Mapping[str, Any] = getattr(error, "response", None) or {}
    return str(answer.get("Error", {}).get("Code") or type(error).__name__)


@lru_cache(maxsize=4)
def _client(endpoint: str, region: str, access_key: str, secret_key: str) -> Any:
    """One client for the process: it may be used by several threads."""
    try:
        import boto3  # noqa: PLC0415  # an option
        from botocore.config import Config  # noqa: PLC0415
    except ImportError as error:
        raise StoreUnreachable("Für einen Speicher mit S3 fehlt das Paket boto3.") from error
    return boto3.session.Session().client(
        "s3",
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        config=Config(
            signature_version="s3v4",
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"mode": "standard", "max_attempts": TRIES},
            s3={"addressing_style": "path"},
            # newer kinds of sums are not known to every store
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
