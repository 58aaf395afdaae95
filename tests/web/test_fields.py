from django import forms
from django.template import Context, Template

from roterfaden.web import fields
from roterfaden.web.styleguide.samples_forms import EveryFieldForm, every_field_wrong


def render(source: str, **context: object) -> str:
    return Template("{% load rf %}" + source).render(Context(context))


def test_field_names_its_hint_and_its_error() -> None:
    html = render("{% rf_field form.file_number %}", form=every_field_wrong())
    assert '<label class="kern-label" for="id_falsch-file_number">' in html
    assert 'aria-describedby="id_falsch-file_number-error id_falsch-file_number-hint"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_falsch-file_number-hint"' in html
    assert "Dieses Aktenzeichen gibt es schon." in html
    assert "(freiwillig)" in html


def test_typed_text_is_kept_and_escaped() -> None:
    form = EveryFieldForm({"name": "", "born_on": '31.02.1991"><b>', "report": "<script>"})
    html = render("{% rf_fields form %}", form=form)
    assert "31.02.1991&quot;&gt;&lt;b&gt;" in html
    assert "<script>" not in html


def test_group_of_choices_is_a_fieldset_described_as_a_whole() -> None:
    html = render("{% rf_field form.needs %}", form=every_field_wrong())
    assert '<fieldset class="rf-fieldset rf-field--error" aria-describedby="id_falsch-needs-error' in html
    assert html.count('type="checkbox"') == 3
    assert "<legend>" in html


def test_date_is_typed_with_an_example_and_without_a_native_picker() -> None:
    html = render("{% rf_field form.born_on %}", form=EveryFieldForm())
    assert 'inputmode="numeric"' in html
    assert 'type="text"' in html
    assert "Zum Beispiel 27.11.2026" in html


def test_summary_links_every_error_to_its_control_in_order() -> None:
    found = fields.summary(every_field_wrong())
    assert found[0] == ("", "Der Auftrag kann nicht vor der Beauftragung beginnen.")
    targets = [target for target, _ in found[1:]]
    assert targets[:3] == ["id_falsch-name", "id_falsch-born_on", "id_falsch-file_number"]
    assert "id_falsch-contact_0" in targets, "a group is entered at its first choice"
    html = render("{% rf_fields form %}", form=every_field_wrong())
    assert [target for target in targets if f'id="{target}"' not in html] == []


def test_errors_of_hidden_fields_are_told_without_a_link() -> None:
    class Hidden(forms.Form):
        revision = forms.IntegerField(widget=forms.HiddenInput, label="Fassung")

    assert fields.summary(Hidden({"revision": "x"})) == [("", "Fassung: Bitte eine ganze Zahl eingeben.")]


def test_no_summary_for_a_form_without_errors() -> None:
    assert render("{% rf_errors form %}", form=EveryFieldForm()).strip() == ""


def test_hidden_field_is_only_an_input() -> None:
    class Hidden(forms.Form):
        revision = forms.IntegerField(widget=forms.HiddenInput, initial=4)

    assert render("{% rf_field form.revision %}", form=Hidden()).startswith('<input type="hidden"')
