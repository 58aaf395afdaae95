"""Tags and filters of the interface: `{% load rf %}`. What they draw is in templates/components."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from roterfaden.cases.models import Case
from roterfaden.documents.models import StoredFile
from roterfaden.operations.demo.accesses import DEMO_ACCESSES, Access
from roterfaden.operations.demo.cast import DEMO_PASSWORD, cast_members
from roterfaden.process.due import chain_deadline_words
from roterfaden.process.engine.definition import Deadline
from roterfaden.web import fields, glyph, navigation, wording
from roterfaden.web.cases.files import opens
from roterfaden.web.drafts.rows import for_script
from roterfaden.welcome.shipped import helps

register = template.Library()

ALERT_ICONS = {"info": "info", "success": "success", "warning": "warning", "danger": "danger"}
OWN_ICONS = frozenset({"undo", "clock", "branch", "handover", "key", "people", "end"})


@register.simple_tag
def rf_bundle() -> str:
    """The address of the one style sheet, where static files were collected; else nothing."""
    return staticfiles_storage.bundle_url() if hasattr(staticfiles_storage, "bundle_url") else ""


@register.filter
def rf_opens(case: Case, file: StoredFile) -> bool:
    """Whether the reader of the page may open this file of the case."""
    return opens(case, file)


@register.filter
def rf_date(value: date | datetime | None) -> str:
    """`Fr 27.11.2026`; nothing for nothing."""
    return wording.weekday_and_date(value) if value else ""


@register.filter
def rf_day(value: date | datetime | None) -> str:
    """`27.11.`; nothing for nothing."""
    return wording.day_and_month(value) if value else ""


@register.filter
def rf_until(value: date | datetime | None, today: date) -> str:
    """`in 4 Tagen`, `heute`, `seit 3 Tagen überfällig`. Refuses to guess today."""
    if value and not isinstance(today, date):
        raise TypeError('rf_until needs the day: {{ due|rf_until:today }} with "today" in the context')
    return wording.until(value, today) if value else ""


@register.filter
def rf_share(value: Decimal | None) -> str:
    """A share of a post as short as it is: `0,75`, `1`."""
    return "–" if value is None else number_format(f"{value.normalize():f}", use_l10n=True)


@register.filter
def rf_lasting(value: date | datetime | None, today: date) -> str:
    """`seit 69 Tagen`."""
    if value and not isinstance(today, date):
        raise TypeError('rf_lasting needs the day: {{ since|rf_lasting:today }} with "today" in the context')
    return wording.lasting(value, today) if value else ""


@register.filter
def rf_deadline_words(asked: Deadline) -> str:
    """How long a step of a chain has: `6 Monate`."""
    return chain_deadline_words(asked)


@register.filter
def rf_duration(minutes: int | None) -> str:
    """`2 Std. 15 Min.`, `45 Min.`; a dash for nothing."""
    return wording.duration(minutes) if minutes else "–"


@register.simple_tag
def rf_icon(name: str) -> SafeString:
    """An icon beside its text; it says nothing itself."""
    family = "rf-icon" if name in OWN_ICONS else "kern-icon"
    return format_html('<span class="kern-icon {}--{}" aria-hidden="true"></span>', family, name)


@register.simple_tag
def thread_glyph(done: int, loops: int = 0, ahead: int = 0, ended: bool = False) -> SafeString:
    """The thread of a case, as small as a word, with the same in words."""
    return _glyph(done, loops, ahead, ended, get_language() or "")


@lru_cache(maxsize=4096)
def _glyph(done: int, loops: int, ahead: int, ended: bool, _language: str) -> SafeString:
    drawn = glyph.draw(done=done, loops=loops, ahead=ahead, ended=ended)
    return SafeString(render_to_string("components/glyph.html", {"glyph": drawn}))


@register.simple_tag
def rf_deadline(due: date | datetime, today: date, time: str = "") -> SafeString:
    """A due day by urgency: overdue in ink on a tag, today underlined, later as plain text."""
    return _deadline(wording.as_day(due), today, time, get_language() or "")


@lru_cache(maxsize=4096)
def _deadline(due: date, today: date, time: str, _language: str) -> SafeString:
    context = {
        "due": due,
        "time": time,
        "urgency": wording.urgency(due, today),
        "short": wording.short_date(due, today),
        "until": wording.until(due, today),
        "days_over": (today - due).days,
    }
    return SafeString(render_to_string("components/deadline.html", context))


@register.simple_tag
def rf_field(field: BoundField, **options: Any) -> str:
    """A field with label, hint and error. Options: `label`, `hint`, `width` (`short`, `date`), `rows`."""
    if field.is_hidden:
        return str(field)
    return render_to_string("components/field.html", {"f": fields.lay_out(field, **options)})


@register.inclusion_tag("components/fields.html")
def rf_fields(form: BaseForm) -> dict[str, Any]:
    """All fields of a form in its order, hidden ones included."""
    return {"form": form}


@register.inclusion_tag("components/errors.html")
def rf_errors(*forms: BaseForm | None) -> dict[str, Any]:
    """What is wrong with the forms that are sent together, above them, with a link to each field. Else nothing."""
    return {"errors": [error for form in forms if form for error in fields.summary(form)]}


@register.simple_block_tag
def rf_alert(content: str, kind: str = "info", title: str = "", role: str = "") -> str:
    """`{% rf_alert "warning" title="…" %}…{% endrf_alert %}`; `role="alert"` only for news."""
    context = {"kind": kind, "icon": ALERT_ICONS[kind], "title": title, "role": role, "content": content}
    return render_to_string("components/alert.html", context)


@register.inclusion_tag("components/pagination.html", takes_context=True)
def rf_pages(context: Context, page: Page[Any], parameter: str = "page") -> dict[str, Any]:
    """Links to the pages of a list; the other parameters of the address stay."""
    query = context["request"].GET.copy()
    query.pop(parameter, None)
    prefix = f"?{query.urlencode()}&" if query else "?"
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "numbers": numbers,
        "prefix": f"{prefix}{parameter}=",
        "gap": page.paginator.ELLIPSIS,
    }


@register.simple_tag(takes_context=True)
def rf_html_attributes(context: Context) -> SafeString:
    """Theme and text size for <html>: the user's choice, else this browser's cookie, else the device's."""
    request = context.get("request")
    user = getattr(request, "user", None)
    cookies = getattr(request, "COOKIES", {})
    chosen = user is not None and user.is_authenticated
    theme = getattr(user, "theme", "") if chosen else cookies.get("rf_theme", "")
    size = getattr(user, "text_size", "") if chosen else cookies.get("rf_text", "")
    attributes = ""
    if theme in {"light", "dark"}:
        attributes += format_html(' data-kern-theme="{}"', theme)
    if size in {"large", "larger"}:
        attributes += format_html(' data-rf-text="{}"', size)
    return SafeString(attributes)


@register.simple_tag(takes_context=True)
def rf_drafts(context: Context) -> str:
    """What the script that keeps drafts needs to know on this page; nothing before the login."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return ""
    return json_script(for_script(request), "rf-drafts")


@register.simple_tag
def rf_main_areas() -> tuple[navigation.Area, ...]:
    return navigation.MAIN_AREAS


@register.simple_tag(takes_context=True)
def rf_menu_areas(context: Context) -> SafeString:
    """The areas of the user's menu that their reader may open."""
    rights = frozenset(name for name in navigation.RIGHTS if context.get(name))
    here = rf_current_area(context)
    return _menu_areas(rights, here.key if here else "", get_language() or "", navigation.place())


@lru_cache(maxsize=512)
def _menu_areas(rights: frozenset[str], here: str, _language: str, _place: tuple[str, str]) -> SafeString:
    """Some forty lines that are the same for all who have the same rights, in one place and one language."""
    context = {"groups": navigation.menu_for(rights), "here": here}
    return SafeString(render_to_string("components/_menu_areas.html", context))


@register.simple_tag(takes_context=True)
def rf_appearance_choices(context: Context) -> SafeString:
    """The buttons for theme, size of text and language, with what holds now."""
    user = context["request"].user
    return _appearance_choices(user.theme, user.text_size, get_language() or "")


@lru_cache(maxsize=64)
def _appearance_choices(theme: str, size: str, language: str) -> SafeString:
    context = {"theme": theme, "size": size, "language": language}
    return SafeString(render_to_string("components/_appearance_choices.html", context))


@register.simple_tag(takes_context=True)
def rf_current_area(context: Context) -> navigation.Area | None:
    """The area of the menu in which the page stands."""
    request = context.get("request")
    return navigation.area_at(request.path) if request else None


@register.simple_tag(takes_context=True)
def rf_footer(context: Context) -> SafeString:
    """The foot of a page; its help leads to the area of the menu in which the page stands, else to `nav`."""
    area = rf_current_area(context)
    keys = (area.key if area else "", str(context.get("nav") or ""))
    known = {part.id for part in helps()}
    entry = next((key for key in keys if key in known), "")
    return _footer(entry, get_language() or "", navigation.place())


@lru_cache(maxsize=512)
def _footer(entry: str, _language: str, _place: tuple[str, str]) -> SafeString:
    return SafeString(render_to_string("components/footer.html", {"entry": entry}))


@register.simple_tag
def rf_search() -> navigation.Area:
    return navigation.SEARCH


@register.simple_tag
def rf_appearance() -> navigation.Area:
    return navigation.APPEARANCE


@register.simple_tag
def rf_demo_logins() -> dict[str, Any] | None:
    """Logins to show on the login page, in demo mode only."""
    if not settings.DEMO_MODE:
        return None
    return {"logins": cast_members(), "password": DEMO_PASSWORD}


@register.simple_tag
def rf_demo_accesses() -> tuple[Access, ...]:
    """Accesses without an account to show at the door of the portal, in demo mode only."""
    return DEMO_ACCESSES if settings.DEMO_MODE else ()
