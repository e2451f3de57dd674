"""What our model says of a message, as the ranking of intents that Rasa knows."""

from __future__ import annotations

from nlu.model import APPEAL, CATEGORY, TALK, YES, Model


def ranking(model: Model, text: str) -> list[tuple[str, float]]:
    """Every category and every kind of talk with its probability, likeliest first; they add up to 1.

    Only what `nlu.model` needs is imported: this runs within Rasa's Python, where the engines do not.
    """
    row = model.score(model.fold(text))
    appeal = model.heads[APPEAL].probabilities(row)[YES]
    shares = [(name, appeal * share) for name, share in model.heads[CATEGORY].probabilities(row).items()]
    shares += [(name, (1 - appeal) * share) for name, share in model.heads[TALK].probabilities(row).items()]
    return sorted(shares, key=lambda guess: -guess[1])
