"""How promises are made in English: I'll, we're going to, sending it now, you'll hear from us."""

from __future__ import annotations

import re

from madoguchi.language.normalise import aligned
from madoguchi.language.promises.english_acts import ACT, OTHERS, TIMED
from madoguchi.language.promises.english_times import TIMES
from madoguchi.language.promises.grammar import A_TIME, NOTHING, Grammar, words

_SOON = (
    r"\b"
    + words("""
    asap a\\.s\\.a\\.p as_(?:soon|quickly|fast|promptly)_as soon(?:est)? shortly
    in_a_(?:bit|moment|minute|sec|second|while|little)
    right_away right_back straight_back straight_?away immediately at_once promptly quickly
    right_now momentarily later in_due_course
    in_the_near_future before_long once the_(?:moment|minute|second|instant)
    when(?:ever)?_(?:we|i|it|they|the|he|she|there)
    after_(?:i|we|checking|speaking|talking|it|they|the|that) priority urgent(?:ly)?
    let_me_(?:\\w+ly_|just_)?(?:find|check|ask|look|speak|talk|see_what)
    first_chance without_delay matter_of_urgency top_of_(?:my|our) in_no_time bear_with_(?:me|us)
    hang_(?:tight|on)
    (?:right|straight|soon)_after(?:wards)? now(?=\\W*$)
    leave_(?:it|this|that)_(?:all_)?(?:with|to)_(?:me|us)
""")
    + r"\b"
)
_REPORT_BACK = (
    r"\b(?:and|then)\s.{0,12}?\b"
    + words("""
    drop_you give_you phone_you let_(?:you|u)_know get_(?:right_|straight_)?back
    circle_back loop_back touch_base revert
    come_back tell_you update e-?mail_you call_you write_(?:to|back) reply report message_you
    follow_up confirm send_you ring_you text_you be_in_touch keep_you get_you
""")
    + r"\b"
)

_IF_YOU = (
    words("""
        if_(?:you|that|it|this|the|there|they|your|not|needed|necessary|required|so|anything|possible)
        unless provided as_long_as assuming once_you once_your when_you after_you
        as_soon_as_you upon until according_to
        (?:when|once|after)_(?:i|we)(?:'ve)?_(?:hear|heard)_(?:back_)?from_you
    """)
    + r"\b(?!\scan\sstill|\swe)"
)

ENGLISH = Grammar(
    fold=aligned,
    clause=re.compile(
        r"(?:(?!,(?!\d|\swho\b)|[;—()…]|:(?!\d)|\s-+\s|\s(?:but|because|although|though|while"
        r"|whereas|since|except|so)\s"
        r"|[,\s]and\s(?=(?:i|we|you|it|they(?!'ll|\swill)|the|tomorrow|today|then)\b)"
        r"|[\u2600-\u27bf\U0001f000-\U0001faff]).)+"
    ),
    times=TIMES,
    no_time=re.compile(
        r"(?:'s(?!\s(?:van|lorry|truck|post|mail|collection|pick-?up|dispatch|run|batch|queue"
        r"|route|first|truck|load|list|shift|drop|round|train"
        r"|flight|close|end)\b)"
        r"|s'|\s?(?:order|delivery|parcel|email|message|shipment|call|chat|meeting)\b)"
    ),
    soon=re.compile(rf"{_SOON}|{_REPORT_BACK}"),
    wait=re.compile(
        r"(?:please\s|just\s|so\s|and\s)*(?:bear\swith|hang\s(?:on|tight)|hold\son|give\sme"
        r"|one\s(?:moment|sec|second|minute|tick)"
        r"|(?:just\s)?a\s(?:moment|sec|second|minute|tick)|wait\s|stand\sby)"
    ),
    act=re.compile(ACT),
    timed=re.compile(TIMED),
    no_deed=NOTHING,
    against=re.compile(
        r"\b"
        + words("""
        usually normally typically generally ordinarily as_a_rule on_average always
        every_(?:day|week|monday|order|time)
        won't can't cannot couldn't wouldn't shouldn't don't_think doubt not_sure never no_way
        unable whether nothing nobody none_of
        yesterday last_(?:week|night|month|monday|tuesday|wednesday|thursday|friday) have_had
        (?:please|kindly)(?!_(?:be_(?:informed|advised|assured)|note|rest_assured|know|expect)\\b|_(?:allow|give|bear_with)_(?:me|us)|_\x1a)
        make_sure_you
        you_(?:can(?!_expect)|could|may|might|need|must|have_to|want) shall_i should_i
        do_you_want
        would_you (?:they|he|she)_said said_(?:that_)?(?:we|i)'?ll
        (?:says?|said|reckons?|promised|thinks?)_(?:that_)?(?:he|she|they|it)\\b told_(?:you|me|us)
        you_said
        assum suppose i_wish hopefully (?:i|we)_hope might
        (?:orders|refunds|returns|parcels|items|requests)_(?:placed|received|made)
    """)
        + r"\b"
    ),
    against_after=NOTHING,
    done=NOTHING,
    ours=re.compile(r"\b(?:i|we|us|our|my|i'll|we'll|i'm|we're)\b"),
    others=re.compile(rf"\b(?:{OTHERS}|he|she|he'll|she'll)\b"),
    reported=re.compile(
        r"\b(?:said|says|told|claims?\s(?:that|it|they|to)|promised|reckons?|wrote|according\sto"
        r"|per)\b"
    ),
    question=NOTHING,
    asking=re.compile(
        r"^(?:(?:and|or|so|but|then|well|also|sorry|hi|hello)\W+)*(?:"
        + words("""
            should shall would could can may do does did is are was were have has had what when
            where which who whom whose why how
        """)
        + r")\b"
    ),
    or_else=re.compile(r"[,;]\s?or\s"),
    condition=re.compile(
        r"^(?:(?:and|but|so|then|also|just|simply|please)\s|\s)*"
        + words("""
            let_(?:me|us)_know (?:call|ring|text|ping)_(?:me|us)
            give_(?:me|us)_an?_(?:ring|call|shout|ping)
            say send_(?!ing) tell_(?:us|me) reply drop_(?:us|me) confirm upload pay share pick
            choose
            if unless should_you in_case provided assuming supposing suppose were_you_to
            had_you in_the_event
        """)
        + r"\b|\b(?:once|when|whenever|after|as\ssoon\sas|the\smoment|until)\s"
        + words("""
            you your_(?:payment|return|reply|bank|answer|confirmation|\\w+_gets_back) payment
            the_return the_item_you
            (?:we|i)(?:'ve)?_(?:receive|received|get|got|have|had)_(?:your|the_(?:return|payment|item|parcel_back))
        """)
        + r"\b|\b(?:upon|on|after)\s(?:receipt|receiving|payment)\b|\b(?:upon|after)\syour\b"
        + r"|\bon\syour\s(?:payment|return|reply|answer|confirmation|approval|request|order)\b"
    ),
    afterthought=re.compile(
        rf".\b{_IF_YOU}|^{_IF_YOU}(?![^.]*(?:,|\bjust\b|\bplease\b|\blet\sme\b))"
    ),
    then=re.compile(r"\bthen\b|\bthat\s(?:same\s|very\s)?(?:day|morning|afternoon|evening)\b"),
    left_open=re.compile(
        "^"
        + words("""
            by on at in before then so and ok okay sure yes no_later_than at_the_latest latest
            first_thing well the from_now from around about - _ give_(?:me|us) until till let's_say
            say
        """)
        + "*$"
    ),
    begin=re.compile(rf"(?:and\s)?{A_TIME}+\s(?:i|we)"),
    whole_clause=False,
    end=re.compile(r"[\s,.!:)~]*$"),
)
