"""The form that opens a case: person, service and chain, concern, order, who is responsible."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Organisation, Team, User
from roterfaden.accounts.queries import colleagues_in
from roterfaden.cases.choices import MandateKind
from roterfaden.cases.mandates import MandateFacts
from roterfaden.common.forms import PlainTextField, SafeDateField
from roterfaden.people.models import Person
from roterfaden.people.queries import CASE_ROLES
from roterfaden.people.records import EDITABLE_FIELDS
from roterfaden.process.catalogue import chain_of, version_in_force, versions_in_force
from roterfaden.process.models import ChainVersion
from roterfaden.web.casefile.forms import MandateFields, PersonFields
from roterfaden.web.intake import token
from roterfaden.web.wording import chain_name

NEW_PERSON = "new"
CLIENT = "client"
