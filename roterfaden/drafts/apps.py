from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "roterfaden.drafts"
    label = "drafts"

    def ready(self) -> None:
        from roterfaden.drafts import drafting  # noqa: F401, PLC0415  # registers its nightly duty
