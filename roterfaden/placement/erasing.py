"""What goes when a case is destroyed: where somebody was tried out and worked."""

from roterfaden.cases.models import Case
from roterfaden.placement.models import CheckIn, Employment, Evaluation, Subsidy, Trial


def forget_work(case: Case) -> None:
    """Delete trials and employments of the case with all that hangs on them, in the caller's transaction.

    Their texts went with the key; without the rows nothing tells at which company the person was.
    """
    CheckIn.objects.filter(employment__case=case).delete()
    Subsidy.objects.filter(employment__case=case).delete()
    Evaluation.objects.filter(trial__case=case).delete()
    Employment.objects.filter(case=case).delete()
    Trial.objects.filter(case=case).delete()
