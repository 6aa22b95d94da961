from newsletter.models.blocks import FigurePlace, Image, KeyFigures, Live, Rubrique, Text
from newsletter.models.drafted import DraftedBlock
from newsletter.models.editions import Edition, MaskingRecord, Rendering, Unscheduling
from newsletter.models.issues import Issue
from newsletter.models.mentions import Mention
from newsletter.models.previews import PreviewComment, PreviewLink
from newsletter.models.publications import Publication

BLOCK_MODELS = (Rubrique, Text, KeyFigures, Image, Live)

__all__ = [
    "BLOCK_MODELS",
    "DraftedBlock",
    "Edition",
    "FigurePlace",
    "Image",
    "Issue",
    "KeyFigures",
    "Live",
    "MaskingRecord",
    "Mention",
    "PreviewComment",
    "PreviewLink",
    "Publication",
    "Rendering",
    "Rubrique",
    "Text",
    "Unscheduling",
]
