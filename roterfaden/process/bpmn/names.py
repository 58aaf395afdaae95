"""Namespaces, and how the ids of a chain and of a BPMN file are told apart."""

from roterfaden.common.yaml_fields import IDENTIFIER, MAX_IDENTIFIER

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
OURS = "https://roter-faden.example/bpmn/1"
NAMESPACES = {"bpmn": BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI, "xsi": XSI, "rf": OURS}

# an XML id may not begin with a digit, the numbers printed in the sources do
START, STEP, QUESTION, END, LANE = "Start_", "Step_", "Question_", "End_", "Lane_"
SPLIT, JOIN, PART = "Split_", "Join_", "Part_"
# parts that only BPMN needs
BEGIN, DONE, FIRST, ARRIVED, REST = "Begin_", "Done_", "First_", "Arrived_", "Rest_"
EXIT, LEFT, MERGE, TIMER, TWIN = "Exit_", "Left_", "Merge_", "Timer_", "Twin_"
PROCESS, POOL = "Process_", "Pool_"


def bpmn(tag: str) -> str:
    """The full name of an element of BPMN."""
    return f"{{{BPMN}}}{tag}"


def ours(tag: str) -> str:
    """The full name of an element of our own namespace."""
    return f"{{{OURS}}}{tag}"


def local(tag: str) -> str:
    """The name without its namespace."""
    return tag.rpartition("}")[2]


def is_identifier(text: str) -> bool:
    """Whether a chain may use `text` as an id."""
    return len(text) <= MAX_IDENTIFIER and IDENTIFIER.fullmatch(text) is not None
