"""Models that only the tests have: a shelf of folders, each with its key, and sealed notes in them."""

from django.db import models

from roterfaden.common.crypto.fields import SealedJSONField, SealedTextField
from roterfaden.common.models import DataKey, Record, Revised


class Folder(Record):
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT)
    title = SealedTextField(key="data_key_id", blank=True)


class Note(Revised):
    folder = models.ForeignKey(Folder, on_delete=models.PROTECT)
    author = models.CharField(max_length=20, blank=True)
    text = SealedTextField("Text", key="folder.data_key_id", max_length=500, blank=True)
    remark = SealedTextField(key="folder.data_key_id", null=True, blank=True)
    facts = SealedJSONField(key="folder.data_key_id", null=True, blank=True)
