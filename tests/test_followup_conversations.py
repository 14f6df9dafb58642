"""Whole conversations: each follow-up holds the words that it means, and is English.

One line a thing: Q a question, A a sentence, I an item or R a row of its answer, and below each
follow-up, after =, a question that means the same to someone who heard nothing before.
"""

import pytest

from chatbot.answers import Answer, Part, PartKind, Turn
from chatbot.followups import FollowUps
from chatbot.followups.soundness import nominal, safe, sound
from chatbot.followups.topics import Topic
from chatbot.reading import content_words

KINDS: dict[str, PartKind] = {"A": "sentence", "I": "item", "R": "row"}

CONVERSATIONS = """
Q What is a sourdough starter?
A A sourdough starter is a mixture of flour and water in which wild yeast and bacteria live.
Q How often should I feed it?
= How often should I feed a sourdough starter?
A A starter kept at room temperature is fed once a day.
Q why?
= Why is it that a starter kept at room temperature is fed once a day?
A Because the yeast uses up its food within a day.
Q And one in the fridge?
= How often should I feed a sourdough starter in the fridge?

Q Which trees lose their leaves in winter?
I Oaks
I Beeches
I Larches
Q Which of these is a conifer?
= Which of Oaks, Beeches and Larches is a conifer?
Q How fast does it grow?
= How fast does a conifer grow?

Q What is a fixed-rate mortgage?
A A fixed-rate mortgage keeps the same interest rate for the whole term.
Q What about a variable one?
= What is a variable mortgage?
A A variable-rate mortgage follows the base rate of the central bank.
Q How do the two differ?
= How do a fixed-rate mortgage and a variable mortgage differ?
Q Which is cheaper?
= Which of a fixed-rate mortgage and a variable mortgage is cheaper?

Q How do bees make honey?
A Bees collect nectar and reduce its water by fanning it with their wings.
Q Why do they do that?
= Why do bees make honey?
Q What do they do in winter?
= What do bees do in winter?

Q What does git rebase do?
A It moves the commits of a branch onto another base.
Q When would I do that?
= When would I do git rebase?
Q And git merge?
= When would I do git merge?
Q What are the risks of the two?
= What are the risks of git rebase and git merge?

Q What are the causes of kidney stones?
I Dehydration: too little water makes minerals crystallise
I Too much salt
I Family history
Q Which of them can I change?
= Which of dehydration, too much salt and family history can I change?
Q How are they treated?
= How are kidney stones treated?
Q since when?
= How are kidney stones treated, and since when?

Q What roles are there in a film crew?
I Director: leads the shooting
I Gaffer: sets the lights
I Grip: moves the camera's rigs
Q What does the gaffer do?
= What does the gaffer do?
Q Which of these earns most?
= Which of Director, Gaffer and Grip earns most?
Q And the producer?
= What does the producer do?

Q How does a refrigerator cool?
A A refrigerator pumps heat out of its inside with a coolant that evaporates and condenses.
Q Can I leave the door open to cool the kitchen?
= Can I leave the door open to cool the kitchen?
Q What is the capital of Peru?
= What is the capital of Peru?

Q How do accountants check invoices?
A Accountants compare each invoice with the order and the delivery note.
Q What do they do about duplicates?
= What do accountants do about duplicates?
Q What tools do they use for that?
= What tools do accountants use for duplicates?

Q What is the difference between flexbox and grid in CSS?
A Flexbox lays out in one dimension, grid in two.
Q When should I use both?
= When should I use both (flexbox and grid)?
Q How do these work together?
= How do flexbox and grid work together?
Q which one first?
= which one of flexbox and grid first?

Q Can my landlord raise the rent?
A Yes, a landlord may raise the rent once a year by notice in writing.
Q how?
= How can my landlord raise the rent?
Q how come?
= Why may a landlord raise the rent once a year by notice in writing?
Q What if I refuse?
= What if I refuse?

Q What is interval training?
A Interval training alternates hard and easy running.
Q Why would I do it?
= Why would I do interval training?
Q How do I start doing that?
= How do I start doing interval training?
Q And tempo runs?
= How do I start tempo runs?

Q How does green tea differ from black tea?
A Black tea is fully oxidised, green tea is not.
Q And oolong?
= How does green tea differ from oolong?
Q Which has the most caffeine?
= Which of green tea and oolong has the most caffeine?

Q What caused the First World War?
A The assassination of Franz Ferdinand set off a chain of alliances.
Q Who was responsible for that?
= Who was responsible for the First World War?
Q When did it end?
= When did the First World War end?
Q And the second?
= When did the Second World War end?

Q How do I restore a backup?
A Open Settings, choose Backup and press Restore.
Q How long does that take?
= How long does it take to restore a backup?
Q Is it safe to do that twice?
= Is it safe to restore a backup twice?

Q Do cats see in the dark?
A Cats see in dim light, because a layer behind the retina reflects it.
Q What about dogs?
= Do dogs see in the dark?
Q and why?
= Why do dogs see in the dark?

Q What membership levels are there at the museum?
R Friend | 30 euros | Free entry
R Patron | 120 euros | Free entry and openings
R Benefactor | 500 euros | Dinner with the director
Q What does the patron get?
= What does the patron get?
Q Which of them includes the dinner?
= Which of Friend, Patron and Benefactor includes the dinner?
Q Are all of these tax-deductible?
= Are all of Friend, Patron and Benefactor tax-deductible?

Q How long should I cook fresh pasta?
A Fresh pasta is cooked for two to three minutes.
Q And dried pasta?
= How long should I cook dried pasta?
A Dried pasta needs eight to twelve minutes.
Q why?
= Why is it that dried pasta needs eight to twelve minutes?

Q What is a wind turbine?
A A wind turbine turns the energy of moving air into electricity.
Q What about a water wheel?
= What is a water wheel?
Q How do they compare?
= How do water wheels compare to a wind turbine?
Q Do both need maintenance?
= Do both (water wheels and a wind turbine) need maintenance?

Q What is composting?
A Composting turns kitchen waste into soil.
Q Why would I do that?
= Why would I do composting?
Q How long does it take?
= How long does composting take?
Q for example?
= How long does composting take for example?

Q Who painted the Night Watch?
A Rembrandt painted the Night Watch in 1642.
Q Where is it now?
= Where is the Night Watch now?
Q Since when?
= Where is the Night Watch now, and since when?
Q What else did he paint?
= What else did Rembrandt paint?

Q What are the symptoms of anaemia?
A Tiredness, pale skin and shortness of breath are symptoms of anaemia.
Q Can children get it?
= Can children get anaemia?
Q How do I renew a passport?
= How do I renew a passport?
Q And a driving licence?
= How do I renew a driving licence?

Q What is the difference between an inner join and an outer join?
A An inner join keeps matching rows, an outer join keeps the others too.
Q Which one is faster?
= Which one of an inner join and an outer join is faster?
Q Why?
= Which one of an inner join and an outer join is faster, and why?
Q Can I use the two together?
= Can I use an inner join and an outer join together?

Q How do farmers rotate crops?
A Farmers sow a different family of plants on each field every year.
Q What do they do about weeds?
= What do farmers do about weeds?
Q And gardeners?
= What do gardeners do about weeds?

Q Which plans does the phone company offer?
R Basic | 10 GB | 12 euros
R Plus | 50 GB | 25 euros
R Unlimited | no limit | 45 euros
Q What does Plus cost?
= What does Plus cost?
Q Which of them includes roaming?
= Which of Basic, Plus and Unlimited includes roaming?
Q Can I switch between these?
= Can I switch between Basic, Plus and Unlimited?

Q What is utilitarianism?
A Utilitarianism is the view that the right act is the one with the best consequences.
Q How does it differ from deontology?
= How does utilitarianism differ from deontology?
Q And from virtue ethics?
= How does utilitarianism differ from virtue ethics?
Q Who founded the two?
= Who founded utilitarianism and virtue ethics?

Q Is smoking allowed in the building?
A Smoking is not allowed in any building of the council.
Q why not?
= Why is smoking not allowed in any building of the council?
Q What about vaping?
= Is vaping allowed in the building?
Q since when?
= Is vaping allowed in the building, and since when?

Q How does a teacher differ from a tutor?
A A teacher leads a class, a tutor works with one pupil.
Q And a coach?
= How does a coach differ from a tutor?
Q Do they need a licence?
= Do coaches need a licence?

Q Which countries grow coffee?
I Brazil
I Vietnam
I Colombia
Q What about the largest?
= What about the largest country?
Q How much do these export?
= How much do Brazil, Vietnam and Colombia export?
Q Is it grown in Kenya too?
= Is coffee grown in Kenya too?

Q How do surgeons wash their hands?
A Surgeons scrub their hands and forearms for three minutes with a brush.
Q Why do they do that?
= Why do surgeons wash their hands?
Q What do they do about allergies?
= What do surgeons do about allergies?

Q Which beaches allow camping?
I North Bay
I Sandy Cove
I Gull Point
Q Which of those have toilets?
= Which of North Bay, Sandy Cove and Gull Point have toilets?
Q And showers?
= Which of North Bay, Sandy Cove and Gull Point have showers?

Q What is a heat exchanger?
A A heat exchanger moves heat between two fluids.
Q And a radiator?
= What is a radiator?
Q How do the two differ?
= How do a heat exchanger and a radiator differ?
Q Which lasts longer?
= Which of a heat exchanger and a radiator lasts longer?

Q When was the library founded?
A The library was founded in 1848.
Q why?
= Why was the library founded in 1848?
Q And the theatre?
= When was the theatre founded?

Q Can I pay by cheque?
A Cheques are no longer accepted.
Q how come?
= Why are cheques no longer accepted?
Q since when?
= Since when are cheques no longer accepted?
Q What about cash?
= Can I pay by cash?

Q What committees does the parish have?
R Finance | meets monthly
R Planning | meets weekly
R Events | meets as needed
Q Which of them meets most often?
= Which of Finance, Planning and Events meets most often?
Q Who chairs these?
= Who chairs Finance, Planning and Events?
"""


def stems(text: str) -> set[str]:
    return {word.stem for word in content_words(text)}


def turn_of(question: str, understood: str, lines: list[str]) -> Turn:
    parts = tuple(Part(KINDS[line[0]], line[2:]) for line in lines)
    text = " ".join(part.text for part in parts)
    return Turn(question, Answer(question, understood, text, parts) if parts else None)


@pytest.mark.parametrize("conversation", CONVERSATIONS.strip().split("\n\n"))
def test_each_follow_up_means_what_it_should_and_is_english(conversation: str) -> None:
    follow_ups, history = FollowUps(), list[Turn]()
    for block in ("\n" + conversation).split("\nQ ")[1:]:
        question, *lines = block.split("\n")
        understood = follow_ups.resolve(question, history)
        if history:
            meant = lines.pop(0).removeprefix("= ")
            assert stems(understood) == stems(meant), understood
            assert sound(understood, question)
            assert (understood == question) == (meant == question)
        history.append(turn_of(question, understood, lines))


@pytest.mark.parametrize(
    "garbled",
    [
        "Why would I does distillation?",
        "What does oak trees do about frost?",
        "Which of these pays (a mason is paid) most?",
        "Is it safe to does a backup twice?",
        "Are a nurse paid well?",
        "What is the the risk?",
    ],
)
def test_what_is_no_english_is_told(garbled: str) -> None:
    assert not sound(garbled, "Why?")
    assert sound(garbled, garbled)  # whoever asks so is not corrected


@pytest.mark.parametrize(
    "question",
    [
        "What does a nurse do?",
        "Are nurses and doctors paid well?",
        "Is a nurse's work hard?",
        "Why is it that dried pasta needs eight minutes?",
        "How do flexbox and grid work together?",
        "What was turkeys' importance in native cultures?",
    ],
)
def test_english_is_sound(question: str) -> None:
    assert sound(question, "Why?")


def test_the_safe_form_names_a_thing_and_never_a_doing() -> None:
    thing = Topic("a heat pump", ("heat", "pump"))
    doing = Topic("is pumped by it", ("pumped",))
    assert safe("Why does that happen?", thing) == "Why does that happen (about a heat pump)?"
    assert safe("Why does that happen?", doing) == "Why does that happen?"
    assert nominal("the clean room")
    assert not nominal("they clean it")
