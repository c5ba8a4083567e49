"""What we are going to do, in English: I'll, our team will, sending it now, it goes out, expect."""

from __future__ import annotations

from madoguchi.language.promises.grammar import A_TIME, words

OTHERS = words("""
    fedex ups usps dhl royal_mail evri dpd hermes japan_post yamato sagawa ontrac courier
    carrier driver post_office (?:auspost|australia_post|canada_post|la_poste|postnl|parcelforce)
    airline customs bank paypal klarna stripe manufacturer maker supplier seller vendor
    factory publisher developer ombudsman police insurer
    amazon ebay rakuten app site website system they they'll
""")
"""Third parties, whose acts are not ours."""

_STAFF = words("""
    team desk department dept crew staff people folks office shop workshop warehouse store
    depot(?=_staff) studio stockroom manager supervisor lead boss director owner colleague agent
    advisor adviser rep representative specialist expert technician tech engineer accountant
    accounts accounting finance billing support shift packer buyer stylist tailor jeweller curator
""")
_OURS = rf"(?:my|our)\s(?!\w*\s?{OTHERS})(?:[\w{A_TIME}-]+\s){{0,2}}?"
_US = (
    "(?:"
    + words("""
    i we
    (?:(?:someone|somebody)(?:_(?:senior|else|new))?|one|a_member|an_agent|a_specialist|a_colleague)(?:_(?:here|(?:from|of|on)_(?:(?:our|the|my)_)?(?!your|courier|carrier|bank|manufacturer|maker|seller|supplier)\\w+(?:_(?:team|desk|staff))?|of_us|in_\\w+))?
    (?:accounting|accounts|finance|billing|the_team)
    """)
    + rf"|(?:{_OURS}|the\s(?!{OTHERS})(?:[\w-]+\s){{0,1}}?){_STAFF}s?"
    r"(?:,?\s(?!will|shall|is|are|and|or)\w+)?"
    rf"|(?:an?|one\sof(?:\sour|\sthe)?)\s(?:[\w-]+\s){{0,2}}?{_STAFF}s?(?:\s(?:of\sours|here))?"
    r"|your\s(?:[\w-]+\s){0,2}(?:manager|advis[eo]r|agent|rep|representative|specialist"
    r"|coordinator)"
    rf"|\w+\s(?:from|in|on|at)\s(?:our|my)\s[\w-]+(?:\s{_STAFF})?)"
)
_WILL = (
    rf"\b{_US}"
    + words("""
        'll _will _shall (?:'ll|_will|_should)_be_able_to
        (?:'m|'re|_am|_are|_is)_going_to (?:'m|'re)?_gonna
        (?:'m|'re|_am|_are|_is)_about_to
        (?:_am|_are|'m|'re)?_(?:plan|intend|aim|endeavou?r|strive|undertake)(?:s|ning|ing)?_to
        (?:'m|'re|_am|_are)_(?:aiming|trying|planning|set|ready|due)_to
        _promise(?:_you)?(?:_that)?(?:_(?:i|we)'ll|_to)
    """)
    + r"\b"
)
_HEDGE = words("also then just now personally certainly definitely gladly _?\\w+ly")
_NOT_DEEDS = (
    r"(?!\s(?:"
    + words("""
    not never no_longer always usually only probably
    be_(?:closed|open|out|off|away|back_(?:on|in|at|from|open|to_normal)|happy|glad|sure(?!_to)|here|there|around|available)
    be_(?:able|unable|shut|shutting|closing|on(?!_the_(?:phone|case))|at|in_(?!touch|contact)|moving|waiting|a_|the_)
    need miss see_(?!to|if|what|that|about|whether) love like want require wait hold
    keep_(?!you|an_eye) assume close(?!_out|_(?:your|the|this)_(?:case|claim|ticket))
    remain stay take_(?:longer|about|around|up_to) go_(?:home|on) have_to understand
    appreciate admit say hope expect leave open(?!_(?:the|your|a|it|up)\\b) reopen
    launch start end arrive expire run_out land the an? my our your
""")
    + r")\b)"
)
_DO = words("""
    send ship mail post email e-mail call ring phone text refund credit reply respond get follow
    update check look ask fix
    replace reissue issue process cancel change arrange sort contact reach pack repack release
    prepare upload forward
    transfer return repair escalate chase file submit print book swap dispatch drop put make
    have write give offer waive reship resend confirm find let
    push pay compensate collect pick bring finish complete take speak talk investigate review
    resolve handle deal add apply remove reverse reimburse restore measure weigh inspect test
    photograph scan reprint redo remake cut build order reorder source track trace report raise
    flag pass hand nudge expedite prioriti[sz]e share provide come
""")
_DOING = words("""
    sending shipping mailing posting e-?mailing calling ringing phoning texting refunding
    crediting replying responding
    getting following updating checking looking(?!_forward) asking fixing replacing reissuing
    issuing
    processing cancell?ing changing
    arranging sorting contacting reaching packing repacking releasing preparing uploading
    forwarding transferring
    returning repairing escalating chasing filing submitting printing booking swapping
    dispatching dropping putting
    making having(?=_(?:it|them|this|one|my|our|the|someone)\\b) giving picking reordering
    reshipping resending handing pushing
    expediting taking(?!_place) reversing adding applying reviewing investigating digging
    going_(?:to_(?!be)|through_(?:it|this|that|your))
""")
# What we are, feel or await; and what is true of the house.
_NOT_DOING = (
    r"(?!(?:"
    + words("""
    be hav(?!ing_(?:it|them|this|one)) clos open
    mov(?!ing_(?:your|the|it|this|that)\\b) go look(?!ing_(?:into|at_(?:it|this|that|your)))
    wait hop wonder experienc
    miss expect assum see stand think work(?!ing_on) feel suffer los gett?(?!ing_(?:it|this|them))
    receiv hear grow chang hir run enjoy writ
""")
    + r")ing\b)"
)
_BE_DONE = (
    r"(?:(?!"
    + words("""
    delivered charged billed closed needed required delayed suspended limited based used held
    deleted deactivated destroyed disposed recorded asked expected released_(?:in|on) discontinued
    renewed automatically extended launched deducted cancelled_(?:if|unless)
""")
    + r")(?:[a-z-]+ed)\b|"
    + words("""
    sent put paid made done given dealt_with taken_care_of built cut set_(?:up|right) written
    rewritten sewn told brought redone remade returned_to_you put_right looked_into
    on_(?:its|their)_way with_you ready in_the_(?:post|mail) in_your_\\w+ out_of_(?:the|our)_door
    out_the_door in_(?:this|the|our)_(?:chat|ticket|thread|portal)
    back_(?:with|to(?!_normal)|on_your|in_your|at_your) all_set finished complete on_the_\\w+_van
    off_to_you
""")
    + ")"
)
_OF_OURS = words("""
    reply answer response refund update decision quote email call confirmation label
    replacement invoice tracking credit photos? money result new_\\w+ full_\\w+
""")
_FROM_OTHERS = rf"(?!.{{0,40}}\bfrom\s(?:them|him|her|your|(?:\w+\s){{0,2}}?{OTHERS})\b)"
_GO = words("""
    go_(?:out|back|off|through(?!_customs)) ship follow leave_(?:us|our|the_warehouse)
    be_(?:out|off|on_its_way|back_with_you)
""")
_GOES = words("""
    leaves_here goes_(?:out|in|off|back) ships leaves_(?:us|our|the_warehouse)
""")
_SOME_TIME = rf"(?:{A_TIME}|\b{words('by within on shortly soon before')}\b)"
_FROM_US = r"\bfrom\s(?:us|me|our)\b"
_A_THING = words("your the this that these those an? our my it they everything both all")
_THINGS = rf"\b{_A_THING}\b[^,]{{0,40}}?"

_REACH_YOU = words("""
    call_you ring_you phone_you e-?mail_you text_you message_you write_to_you contact_you
    update_you tell_you let_you send_you get_back_to come_back_to get_in_touch be_in_touch
    reach_out come_(?:by|round|over) stop_by drop_by visit_you give_you_a follow_up reply respond
    drop_you keep_you look_after sort_it
    take_(?:it|this|that)_(?:over|from_there) take_care
""")

ACT = "|".join(
    (
        rf"{_WILL}{_NOT_DEEDS}(?:\s{_HEDGE})*\s(?:be\s)?[a-z'-]+",
        rf"\b{_OURS}[\w-]+(?:'ll|\swill|\sis\sgoing\sto)\s(?:{_HEDGE}\s)*{_DO}\b",
        # She'll email you; our complaints team, who will answer; Nora has it and will call.
        rf"\b(?:he|she)(?:'ll|\swill|'s\sgoing\sto)\s(?:{_HEDGE}\s)*{_REACH_YOU}",
        rf"\b{_OURS}[\w-]+,?\s(?:who|and\sthey)(?:'ll|\swill)\s(?:{_HEDGE}\s)*(?:{_DO}\b"
        rf"|{_REACH_YOU})",
        rf"\b(?:i|we)\sshould\s(?:{_HEDGE}\s)*(?:have|get|be)\b(?=.*\b(?:to|with|for)\syou\b"
        r"|.*\bout\b"
        r"|.*\bon\s(?:its|their)\sway\b|.*\bsorted\b|.*\bready\b)",
        rf"(?:^|\b(?:and|then|so)\s)(?:will|shall|gonna)\s{_DO}\b",
        rf"^\W*will{_NOT_DEEDS}\s(?!(?:you|the|it|this|that|they|he|she|your|my|our)\b)[a-z]+",
        rf"^\W*(?:am\s|just\s|now\s|currently\s)?{_DOING}\b(?!\s(?:is|was|are|will|can|may|takes"
        r"|fee|label))",
        rf"^\W*(?:going\sto|gonna)\s{_DO}\b",
        r"^\W*(?:an?\s|more\s)?(?:update|answer|news|reply|details?)s?\s"
        r"(?:coming|to\s(?:follow|come)|on\s(?:its|the)\sway)\b",
        r"^\W*(?:will\s)?(?:be\s)?back\s(?:to|with)\syou\b",
        rf"\b(?:i'm|we're|i\sam|we\sare)\s(?:{_HEDGE}\s)*(?:{_DOING}\b"
        rf"|{_NOT_DOING}[a-z]{{3,}}ing\b)",
        r"\b(?:i'm|we're|i\sam|we\sare)\s(?:right\s)?(?:on|off\sto)\s(?:it|this|that"
        r"|the\s(?:case|phone|stockroom|warehouse))\b",
        r"\b(?:(?<!\bi\s)(?<!\bwe\s)expect|look\s(?:out\s)?for|watch\s(?:out\s)?for|count\son"
        r"|look\sforward\sto)\s"
        r"(?:an?|the|our|my|your|to\shear|hearing|word"
        rf"|news)\b{_FROM_OTHERS}.{{0,40}}?(?:{_FROM_US}|{_SOME_TIME})",
        r"\byou(?:'ll|\swill|\sshall|\sshould|'re\sgoing\sto)\s"
        r"(?:hear|have(?!\sto\b)|get|receive|be\s(?:hearing|having|getting|receiving))\s"
        rf"{_FROM_OTHERS}(?!.*\b(?:until|till)\b)"
        rf"(?:(?:it\s)?back\s|(?:an?|the|your|our|my)\s{_OF_OURS}\b)?"
        rf".{{0,60}}?(?:{_FROM_US}|{_SOME_TIME})",
        r"\byou(?:'ll|\swill)\s(?:also\s)?be\s(?:fully\s|personally\s)?"
        + words("""
            refunded reimbursed credited contacted called e-?mailed notified updated informed
            made_whole compensated sent paid repaid given told
        """)
        + r"\b",
        rf"{_THINGS}(?<!\byou)(?<!\byou\s)(?:'ll"
        rf"|\bwill)\s(?:{_HEDGE}\s)*(?:(?:all\s)?be\s(?:{_HEDGE}\s)*{_BE_DONE}"
        rf"|{_GO}\b)",
        rf"^\W*while\s(?:i|we)\s(?:{_HEDGE}\s)*{_DO}\b",
        rf"\b(?:your|the|our|my|an?)\s{_OF_OURS}\s?(?:'ll|will)\sbe\s(?:back|with\syou|in\syour)\b",
        rf"\bwhat\s(?:i|we)\scan\sdo\sis\s\w+|\b(?:let\sme|allow\sme\sto)\s{_DO}\b",
    )
)
"""A pattern for acts of ours, in a clause in lower case whose times are masked."""

_DONE_BY_US = rf"(?:(?:all\s)?(?:be|have\sbeen)\s(?:{_HEDGE}\s)*{_BE_DONE}|{_GO}\b)"
_GERUND = r"[a-z]{3,}ing"
_STATE = words("are were have had need want can could may might would should will get hear see")
_NO_ACT = words("""
    regarding concerning following considering including during depending according returning
    wearing using washing receiving thanking seeing knowing hoping assuming trusting paying
    placing bringing having being judging going keeping leaving losing missing
""")
TIMED = "|".join(
    (
        rf"\bi\scan\s(?:{_HEDGE}\s)*{_DO}\b",
        rf"(?<!\byou)(?<!\bthey)(?:'ll|\swill|\sis\sgoing\sto)\s(?:{_HEDGE}\s)*{_DO}\s(?:you"
        r"|your|yours|it"
        r"|this|that|them|everything)\b",
        rf"{A_TIME}\s(?:i|we)\s(?:{_HEDGE}\s)*(?:{_DO}\b|(?!{_STATE}\b)[a-z]{{3,}}\s(?:an?|the"
        r"|your|you|it|this)\b)",
        rf"\b(?:i|we)(?:'ll|\swill)\b.{{0,60}}?\band\s(?:then\s)?{_DO}\b",
        rf"\b(?:i|we)(?:'ve|\shave)\s(?:asked|told|instructed|got)\s(?:{_OURS}"
        rf"|the\s(?!{OTHERS})(?:[\w-]+\s)?)"
        rf"{_STAFF}s?\b[^,]{{0,30}}?\sto\s",
        rf"(?:\byours|{_THINGS})\sgets?\s{_BE_DONE}",
        r"\byou(?:'ll|\swill|\sshall)\sknow\b",
        rf"\bbefore\s(?:i|we)\s(?:can|could|get\sto)\s(?:{_HEDGE}\s)*{_DO}\b",
        rf"\b(?:{_OURS}[\w-]+|(?:the|my|our)\s{_STAFF})\s(?:{_HEDGE}\s)*{_DO}e?s\s(?:you|your|it"
        r"|this|that)\b",
        rf"\b(?:allow|give)\s(?:me|us)\s(?:until|till)\s{A_TIME}+\sto\s[a-z]+",
        rf"{_THINGS}\s(?:is|are)\s(?:issued|processed|released|resolved|refunded|returned"
        r"|reversed|credited|sent|shipped|dispatched"
        r"|posted|paid)\b",
        r"\bwe\scan\s(?:have|get)\s(?=.*\b(?:to\syou|out|done|fixed|sorted|ready|sent|shipped)\b)",
        rf"\b(?:i|we)(?:'d|\swould)\s(?:like|love)\sto\s(?!ask){_DO}\b",
        rf"\b(?:i|we)(?:'d|\swould)?\s(?:expect|want|mean|reckon|target)\sto\s(?:{_DO}"
        rf"|be\s{_BE_DONE})\b",
        r"\b(?:my|our|the)\s(?:plan|aim|goal|intention|target|idea)\sis\s(?:now\s)?to\s[a-z]+",
        r"\bi(?:'ve|\shave)\s(?:got|made|set|put|left)\s(?:myself\s)?(?:a|an"
        rf"|it)\b[^,]{{0,40}}?\sto\s{_DO}\b",
        r"\b(?:i|we)(?:'ve|\shave)\s(?:booked|arranged|(?:re)?scheduled|moved|lined|put|pencill?ed"
        r"|set)\b(?=.*\b(?:to|for)\b)",
        r"\b(?:i|we)(?:'re|'m|\sare|\sam)\stargeting\b",
        r"(?<!\byou)(?<!\bi)(?<!\bwe)(?:'ll|\swill|\s(?:is|are)\s(?:going|about|set|due"
        r"|scheduled|booked|slated"
        r"|lined\sup)\sto)"
        rf"\s(?:{_HEDGE}\s)*{_DONE_BY_US}",
        rf"(?<!\byou)\sshould\s(?:{_HEDGE}\s)*(?:be\s(?!with\syou|in\syour"
        rf"|back(?!\sin\syour\shands|\swith\syou))(?:{_HEDGE}\s)*{_BE_DONE}|{_GO}\b)",
        r"\byou(?:'ll|\swill|\sshall|'re\sgoing\sto)\s(?:hear|have(?!\sto\b)|get"
        rf"|receive)\s{_FROM_OTHERS}(?!.*\b(?:until|till)\b)"
        r"(?=.*\b(?:our|my|us|back)\b|(?:(?:either|both|all)\s)?(?:it|the|your|an?|one)\b)",
        rf"\byou(?:'ll|\swill)\ssee\b(?=.*{_FROM_US})",
        rf"^\W*(?!{_NO_ACT}){_GERUND}\s(?:your|yours|it|this|them|you)\b"
        r"(?!.*\b(?:takes?|is|was|are|were|will|can|may|costs?|means|would|could|requires?)\b)",
        rf"\byou(?:'re|\sare)\sgetting\s{_FROM_OTHERS}",
        rf"{_THINGS}(?:\b(?:is|are)|'s|'re)\s(?:{_HEDGE}\s)*"
        r"(?:going\s(?:out|back|off|through)|leaving\s(?:us|our|the\swarehouse)"
        rf"|being\s{_BE_DONE})\b",
        rf"(?:{_THINGS}\s{_GOES}|\b(?:they|these|those|both|all)\sgo\s(?:out|off|in))\b",
        r"\b(?:i|we)\s(?:do\s)?(?:promise|guarantee|owe)\s(?:you\s)?(?:an?|the|your)\b",
        r"^\W*(?:right\s)?back\s.*\bwith\s(?:an?|the|your|news|answers?)\b",
        r"\b(?:is|are)\s(?:coming|heading|headed)\sback\s(?:to\s)?you\b",
        r"(?<!\byou)(?<!\bthey)(?:'ll"
        rf"|\swill)\s[^{A_TIME}]{{1,50}}{A_TIME}*\s?\band\s(?:then\s)?(?:be\s{_BE_DONE}|{_GO}"
        rf"|{_DO})\b",
        # Give us fifteen minutes to look, and it's done: the time has swallowed its verb.
        rf"^(?:(?:so|just|please|pls|plz|kindly|then|ok)\s)*{A_TIME}+\sto\s[a-z]{{2,}}",
        r"^\W*(?:and\s)?(?:it|they|that|everything|all)(?:'s|\sis|'re|\sare)\s(?:all\s"
        r"|as\sgood\sas\s)?(?:done|sorted|fixed|yours)\b",
    )
)
"""A pattern for acts of ours, or of what we make, that need a time in their clause."""
