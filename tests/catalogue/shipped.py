"""The shipped chains, read from their files once for all tests that only look at them."""

from roterfaden.process.catalogue import CHAINS_DIR
from roterfaden.process.engine.definition import Chain
from roterfaden.process.schema import load_directory

SHIPPED: dict[str, Chain] = {loaded.chain.id: loaded.chain for loaded in load_directory(CHAINS_DIR)}
