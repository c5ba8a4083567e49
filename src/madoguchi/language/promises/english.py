"""How promises are made in English: I'll, we're going to, sending it now, you'll hear from us."""

from __future__ import annotations

import re

from madoguchi.language.normalise import aligned
from madoguchi.language.promises.english_times import TIMES
from madoguchi.language.promises.grammar import A_TIME, NOTHING, Grammar, words

_US = words("""
    i we
    (?:someone|somebody|one|a_member|an_agent|a_specialist|a_colleague)(?:_(?:here|(?:from|of|on)_(?:our|the|my)_\\w+|of_us|in_\\w+))?
    (?:my|our|the)_(?:\\w+_)?(?:colleague|team|manager|supervisor|warehouse|specialist|technician|lead|accountant)s?(?:,?_(?!will|shall|is|are|and|or)\\w+)?
""")
_WILL = (
    rf"\b{_US}"
    + words("""
        'll _will _shall (?:'ll|_will|_should)_be_able_to
        (?:'m|'re|_am|_are|_is)_going_to (?:'m|'re)?_gonna
        (?:'m|'re|_am|_are)_about_to
        (?:_am|_are|'m|'re)?_(?:plan|intend)(?:ning|ing)?_to
        (?:'m|'re|_am|_are)_(?:aiming|trying|planning|set|ready)_to
        _promise(?:_you)?(?:_that)?(?:_(?:i|we)'ll|_to)
    """)
    + r"\b"
)
_HEDGE = words("also then just now personally certainly definitely gladly _?\\w+ly")
_NOT_DEEDS = (
    r"(?!\s(?:"
    + words("""
    not never no_longer always usually only probably
    be_(?:closed|open|out|off|away|back_(?:on|in|at|from|open|to_normal)|happy|glad|sure|here|there|around|available)
    be_(?:able|unable|shut|shutting|closing|on|at|in_(?!touch|contact)|moving|waiting|a_|the_)
    need miss see_(?!to|if|what|that|about|whether) love like want require wait hold
    keep_(?!you|an_eye) assume close
    remain stay take_(?:longer|about|around|up_to) go_(?:home|on) have_to understand
    appreciate admit say hope expect leave open(?!_(?:the|your|a|it|up)\\b) reopen
""")
    + r")\b)"
)
_DO = words("""
    send ship mail post email call ring phone text refund credit reply respond get follow
    update check look ask fix
    replace reissue issue process cancel change arrange sort contact reach pack repack release
    prepare upload forward
    transfer return repair escalate chase file submit print book swap dispatch drop put make
    have write give offer waive reship resend confirm find let
""")
_DOING = words("""
    sending shipping mailing posting e-?mailing calling ringing phoning texting refunding
    crediting replying responding
    getting following updating checking looking asking fixing replacing reissuing issuing
    processing cancell?ing changing
    arranging sorting contacting reaching packing repacking releasing preparing uploading
    forwarding transferring
    returning repairing escalating chasing filing submitting printing booking swapping
    dispatching dropping putting
    making having giving picking reordering reshipping resending handing pushing
    expediting taking
""")
# What we are, feel or await; and what is true of the house.
_NOT_DOING = (
    r"(?!(?:"
    + words("""
    be hav(?!ing_(?:it|them|this|one)) clos open
    mov(?!ing_(?:your|the|it|this|that)\\b) go look(?!ing_into) wait hop wonder experienc
    miss expect assum see stand think work(?!ing_on) feel suffer los gett?(?!ing_(?:it|this|them))
    receiv hear grow chang hir run enjoy writ
""")
    + r")ing\b)"
)
_BE_DONE = words("""
    sent shipped mailed posted dispatched issued refunded processed credited replaced reissued
    fixed resolved sorted updated cancell?ed transferred uploaded e-?mailed repaired answered
    applied settled paid arranged completed restored waived reordered rebooked approved
    reviewed packed released corrected reversed returned_to_you on_its_way dealt_with handled
    looked_after taken_care_of
""")
_OF_OURS = words("""
    reply answer response refund update decision quote email call confirmation label
    replacement invoice tracking credit photos? money result new_\\w+ full_\\w+
""")
_FROM_OTHERS = r"(?!.{0,40}\bfrom\s(?!us\b|me\b|our\b|the\steam))"
_GO = words("go_out ship leave_(?:us|our|the_warehouse) be_(?:out|off|on_its_way|back_with_you)")
_GOES = words("goes_(?:out|in|off) ships leaves_(?:us|our|the_warehouse)")
_SOME_TIME = rf"(?:{A_TIME}|\b{words('by within on shortly soon before')}\b)"
_FROM_US = r"\bfrom\s(?:us|me|our)\b"

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
    first_chance without_delay (?:right|straight|soon)_after(?:wards)? now(?=\\W*$)
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

ENGLISH = Grammar(
    fold=aligned,
    clause=re.compile(
        r"(?:(?!,(?!\d)|[;—()…]|:(?!\d)|\s-+\s|\s(?:but|because|although|though|while|whereas|since|except|so)\s"
        r"|[,\s]and\s(?=(?:i|we|you|it|they|the|tomorrow|today|then)\b)"
        r"|[\u2600-\u27bf\U0001f000-\U0001faff]).)+"
    ),
    times=TIMES,
    no_time=re.compile(
        r"(?:'s|s'|\s?(?:order|delivery|parcel|email|message|shipment|call|chat|meeting)\b)"
    ),
    soon=re.compile(rf"{_SOON}|{_REPORT_BACK}"),
    act=re.compile(
        rf"{_WILL}{_NOT_DEEDS}(?:\s{_HEDGE})*\s(?:be\s)?[a-z'-]+"
        rf"|(?:^|\b(?:and|then|so)\s)(?:will|shall|gonna)\s{_DO}\b"
        rf"|^\W*will{_NOT_DEEDS}\s(?!(?:you|the|it|this|that|they|he|she|your|my|our)\b)[a-z]+"
        rf"|\bi\scan\s(?:{_HEDGE}\s)*{_DO}\b(?=.*{A_TIME})"
        rf"|^\W*(?:am\s|just\s|now\s|currently\s)?{_DOING}\b(?!\s(?:is|was|are|will|can|may|takes|fee|label))"
        rf"|^\W*(?:going\sto|gonna)\s{_DO}\b"
        r"|^\W*(?:will\s)?(?:be\s)?back\s(?:to|with)\syou\b"
        rf"|\b(?:i'm|we're|i\sam|we\sare)\s(?:{_HEDGE}\s)*(?:{_DOING}\b|{_NOT_DOING}[a-z]{{3,}}ing\b)"
        rf"|\b(?:expect|look\sout\sfor|watch\sfor)\s(?:an?|the|our|my|your|to\shear)\b{_FROM_OTHERS}"
        rf".{{0,40}}?(?:{_FROM_US}|{_SOME_TIME})"
        r"|\byou(?:'ll|\swill|'re\sgoing\sto)\s"
        r"(?:hear|have|get|receive|be\s(?:hearing|having|getting|receiving))\s"
        rf"{_FROM_OTHERS}"
        rf"(?:(?:it\s)?back\s|(?:an?|the|your|our|my)\s{_OF_OURS}\b)?"
        rf".{{0,30}}?(?:{_FROM_US}|{_SOME_TIME})"
        r"|\b(?:your|the|this|that|an?|our|it|they|everything)\b[^,]{0,40}?(?:'ll|\bwill)\s"
        rf"(?:{_HEDGE}\s)*(?:(?:all\s)?be\s(?:{_HEDGE}\s)*{_BE_DONE}|{_GO}\b)"
        rf"|\b(?:your|the|this|that|our|it|everything)\b[^,]{{0,40}}?(?:\b(?:is|are)|'s|'re)\s"
        rf"(?:{_HEDGE}\s)*(?:going\sout|leaving\s(?:us|our|the\swarehouse)|being\s{_BE_DONE})\b"
        rf"(?=.*{A_TIME})"
        rf"|\b(?:your|the|this|that|our|it|an?)\b[^,]{{0,40}}?\s{_GOES}\b(?=.*{A_TIME})"
        rf"|^\W*while\s(?:i|we)\s(?:{_HEDGE}\s)*{_DO}\b"
        rf"|\b(?:your|the|our|my|an?)\s{_OF_OURS}\s?(?:'ll|will)\sbe\s(?:back|with\syou|in\syour)\b"
        rf"|\bwhat\s(?:i|we)\scan\sdo\sis\s\w+|\b(?:let\sme|allow\sme\sto)\s{_DO}\b"
    ),
    no_deed=NOTHING,
    against=re.compile(
        r"\b"
        + words("""
        usually normally typically generally ordinarily as_a_rule on_average always
        every_(?:day|week|monday|order|time)
        won't can't cannot couldn't wouldn't shouldn't don't_think doubt not_sure never no_way
        unable
        yesterday last_(?:week|night|month|monday|tuesday|wednesday|thursday|friday) have_had
        please kindly make_sure_you
        you_(?:can(?!_expect)|could|may|might|need|must|have_to|want) shall_i should_i
        do_you_want
        would_you (?:they|he|she)_said said_(?:that_)?(?:we|i)'?ll told_(?:you|me|us) you_said
        assum suppose i_wish hopefully (?:i|we)_hope might
        (?:orders|refunds|returns|parcels|items|requests)_(?:placed|received|made)
    """)
        + r"\b"
    ),
    against_after=NOTHING,
    done=NOTHING,
    ours=re.compile(r"\b(?:i|we|us|our|my|i'll|we'll|i'm|we're)\b"),
    others=re.compile(
        r"\b"
        + words("""
        fedex ups usps dhl royal_mail evri dpd hermes japan_post yamato sagawa ontrac courier
        carrier driver post_office
        airline customs bank paypal klarna stripe manufacturer maker supplier seller vendor
        factory
        amazon ebay rakuten app site website system he she they they'll he'll she'll
    """)
        + r"\b"
    ),
    reported=re.compile(
        r"\b(?:said|says|told|claims?|promised|reckons?|wrote|according\sto|per)\b"
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
            say send_(?!ing) tell_(?:us|me) reply drop_(?:us|me) confirm upload pay share pick
            choose
            if unless should_you in_case provided assuming supposing suppose were_you_to
            had_you in_the_event
        """)
        + r"\b|\b(?:once|when|whenever|after|as\ssoon\sas|the\smoment|until)\s"
        + words("""
            you your_(?:payment|return|reply|bank|answer|confirmation|\\w+_gets_back) payment
            the_return the_item_you
            (?:we|i)_(?:receive|get|have)_(?:your|the_(?:return|payment|item|parcel_back))
        """)
        + r"\b|\b(?:upon|on|after)\s(?:receipt|receiving|payment)\b|\b(?:upon|after)\syour\b"
        + r"|\bon\syour\s(?:payment|return|reply|answer|confirmation|approval|request|order)\b"
    ),
    afterthought=re.compile(
        r"\b"
        + words("""
            if_(?:you|that|it|this|the|there|they|your|not|needed|necessary|required|so|anything|possible)
            unless provided as_long_as assuming once_you once_your when_you after_you
            as_soon_as_you upon until
        """)
        + r"\b(?!\scan\sstill|\swe)"
    ),
    left_open=re.compile(
        "^"
        + words("""
            by on at in before then so and ok okay sure yes no_later_than at_the_latest latest
            first_thing well the from around about - _
        """)
        + "*$"
    ),
    begin=re.compile(rf"(?:and\s)?{A_TIME}+\s(?:i|we)"),
    whole_clause=False,
    end=re.compile(r"[\s,.!:)~]*$"),
)
