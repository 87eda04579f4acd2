"""What a bakery is asked: knowledge far from ours, to try the matcher on, and what it can't tell."""

from __future__ import annotations

FAQ = (
    (
        "opening-hours",
        (
            "when are you open",
            "what are your opening hours",
            "what time do you close",
            "are you open on sunday",
            "opening times on weekends",
        ),
    ),
    (
        "sourdough",
        (
            "do you sell sourdough",
            "which breads are made with sourdough",
            "is the rye bread a sourdough",
            "how long does the sourdough ferment",
            "what is in your starter",
        ),
    ),
    (
        "gluten-free",
        (
            "do you have anything without gluten",
            "gluten free bread",
            "what can a person with coeliac disease eat",
            "is there a cake without wheat",
            "cakes for people who can't have gluten",
        ),
    ),
    (
        "birthday-cake",
        (
            "can I order a birthday cake",
            "how do I order a cake for a party",
            "how long ahead must I order a wedding cake",
            "can you write a name on the cake",
            "order a cake for twelve people",
        ),
    ),
    (
        "delivery",
        (
            "do you deliver",
            "can bread be brought to my home",
            "how much is delivery",
            "which streets do you deliver to",
            "is there a charge to bring it to the office",
        ),
    ),
    (
        "payment",
        (
            "can I pay by card",
            "do you take cash",
            "which payment methods do you accept",
            "may I pay by phone",
            "do you accept credit cards",
        ),
    ),
    (
        "allergens",
        (
            "which products contain nuts",
            "where do you list allergens",
            "is there milk in the rolls",
            "does the cake contain eggs",
            "I am allergic to sesame",
        ),
    ),
    (
        "leftovers",
        (
            "what happens to bread you can't sell",
            "do you give away old bread",
            "is yesterday's bread cheaper",
            "what do you do with leftovers",
            "discount in the evening",
        ),
    ),
    (
        "classes",
        (
            "do you teach baking",
            "can I take a baking class",
            "is there a course for children",
            "how much is a baking course",
            "learn to bake bread with you",
        ),
    ),
    (
        "jobs",
        (
            "are you hiring",
            "how do I become an apprentice",
            "do you have a job for me",
            "where do I send my application",
            "can I work at the bakery on saturdays",
        ),
    ),
)

ASKED = (
    ("what time does the shop open tomorrow", "opening-hours"),
    ("till when are you opne on sundays", "opening-hours"),
    ("do you have soudough bread", "sourdough"),
    ("glutenfree stuff please", "gluten-free"),
    ("I need a cake for my daughter's birthday", "birthday-cake"),
    ("how early do I have to ordr a weding cake", "birthday-cake"),
    ("could you bring the bread to our house", "delivery"),
    ("is delivery free", "delivery"),
    ("can i pay with my phone or only cash", "payment"),
    ("does the chocolate cake have nuts in it", "allergens"),
    ("what happens with the unsold bread in the evening", "leftovers"),
    ("I'd like to learn how to bake", "classes"),
    ("any vacancies for an aprentice", "jobs"),
)

UNANSWERABLE = (
    "who won the world cup in 1998",
    "what is the capital of france",
    "what is the weather like tomorrow",
    "how do I fix my bike",
    "asdf qwer zxcv",
    "tell me a joke",
    "can I bring my dog",
    "do you rent flats",
    "hello",
)
