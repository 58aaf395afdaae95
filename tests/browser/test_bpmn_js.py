"""bpmn-js reads and draws what we export."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext

from roterfaden.process.bpmn.writer import write_bpmn
from roterfaden.process.schema import CHAINS, load_directory

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

VIEWER = settings.NODE_MODULES / "bpmn-js" / "dist" / "bpmn-viewer.production.min.js"
DRAW = """async (xml) => {
  const viewer = new BpmnJS({ container: document.body });
  const { warnings } = await viewer.importXML(xml);
  const drawn = viewer.get('elementRegistry').filter((element) => element.type === 'bpmn:UserTask').length;
  viewer.destroy();
  return { drawn, warnings: warnings.map((warning) => warning.message) };
}"""


def test_every_chain_is_read_without_a_warning_and_drawn(
    new_context: Callable[..., BrowserContext],
) -> None:
    page = new_context().new_page()
    page.add_script_tag(path=VIEWER)
    for loaded in load_directory(CHAINS):
        found = page.evaluate(DRAW, write_bpmn(loaded.chain).decode())
        assert found == {"drawn": len(loaded.chain.steps), "warnings": []}, loaded.chain.id
