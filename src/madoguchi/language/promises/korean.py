"""How promises are made in Korean: a time, then a verb of our will (‑겠습니다, ‑ㄹ게요)."""

from __future__ import annotations

import re

from madoguchi.language.normalise import aligned
from madoguchi.language.promises.grammar import NOTHING, Grammar, words
from madoguchi.language.promises.korean_times import TIMES

_RIEUL = "".join(chr(code) for code in range(0xAC00, 0xD7A4) if (code - 0xAC00) % 28 == 8)
"""Syllables that end in ㄹ, as a verb does before the 게요 of a promise."""

_ENDING = r"[~!.,ㅎㅋㅠㅜ^:)\s]*"
_OWN_DEED = words("""
    재?발송 출고 연락 안내 환불 처리 답변 회신 답장 교환 전달 공유 보고 송금 입금 조치 통보
""")

# Will that is no will of ours, or mere courtesy.
_NO_WILL = words("""
    되 알 모르 좋 있 없 시 계시 도착하 걸리 힘들 어렵 기다리 기다리고_?있 바라 죄송하
    (?:감사|부탁|사과|축하)(?:하|드리)
""")
_COURTESY = words("감사 사과 부탁 인사 축하 위로 당부 추천 양해")

_FIND_OUT = words("""
    확인 검토 조사 점검 테스트 문의 논의 상의 협의 의논 파악 검수 조회 체크 확정 검사 진단
    요청 전화 얘기 이야기
""")
_FOUND_OUT = words("""
    후 뒤 다음 하고 해_?보고 해서 하여 드리고 드린 받아 받고 거쳐 통해 마치고 끝나 끝내고 되면
    되는
""")
_SOON = words("""
    최대한 빠른_?(?:시일|시간|답변) 빠르게 빨리 신속 조속 얼른 곧바로 곧_ 바로 즉시 금방 급히
    시급히 서둘러
    우선적으로 최우선 잠시_?(?:후|뒤) 조금_?(?:후|뒤|이따|있다) 이따가? 있다가 나중에 추후
    차후 조만간 다시_?한번 [은는]_?대로 되는대로 나는대로 오는대로
""")

KOREAN = Grammar(
    fold=aligned,
    clause=re.compile(
        r".+?(?:"
        + words("""
            니다 니까 세요 네요 데요 거든요 고요 구요 어요 아요 여요 해요 예요 에요 게요 께요
            려요 지만 는데 은데 한데 인데 거라 터라
        """)
        + r"(?=[\s,.!~;]|$)[\s,~]*"
        r"|[가-힣]고(?=\s+(?:\S{0,6}\s)?(?:오늘|내일|모레|이번|다음|\d|[월화수목금토일]요일|오전|오후))\s+"
        r"|(?:[…;\u2600-\u27bf\U0001f000-\U0001faff]|(?<!\d):)+|$)"
    ),
    times=TIMES,
    no_time=re.compile(
        words("""
            _?부터 _?이후 _?의_ _?자_ _?도착 _?입고 _?배송_?(?:예정|완료(?!되도록)|될_|된_|됩)
            _?에?_?(?:받으|주문하|주문해|결제하|도착|문의_?주|오실|오시)
        """)
    ),
    soon=re.compile(
        rf"{_SOON}|{_FIND_OUT}[^.]{{0,12}}?{_FOUND_OUT}"
        r"|(?:[가-힣])\s?보고\s|보고(?=\s?(?:다시|나서|연락|말씀|알려|답))"
        r"|(?<!시)(?<!주)면\s?(?=.{0,16}(?:게요|겠|드립|드려))"
    ),
    act=re.compile(
        r"겠(?:습니[다당]|어[요용]|슴[다당]|읍니다)"
        rf"|[{_RIEUL}][게께][요용여염]?(?={_ENDING}(?:$|\s))"
        r"|드(?:립니다|려요|릴\s?예정|릴\s?거[예에]요|릴\s?(?:것입|겁)니다|리려고|리도록\s?할)"
        rf"|{_OWN_DEED}\s?(?:할|드릴)?\s?예정(?:입니다|이에요|이고요|이니)"
    ),
    no_deed=re.compile(
        rf"{_NO_WILL}\s?겠[가-힣]+$|(?:기다릴|있을)[게께]요?$|{_COURTESY}드[가-힣]+$"
    ),
    against=re.compile(
        words("""
            보통 일반적으로 대개 원래 통상 기본적으로 매[일주월]_ 평균 항상 약관 규정상 정책상
            어제 그저께 그제 지난_?주 지난_?달 방금 이미 아까
            [지을를]_?(?:않|못) 수_?없 불가 부탁 바랍니다 주시(?!는_?동안|면_)
            (?:음|임|점|다고|라고)을?_?(?:안내|알려|말씀)
        """)
        + r"|(?:^|\s)(?:못|안(?![내전심부]))\s?[가-힣]{1,8}$"
    ),
    against_after=NOTHING,
    done=NOTHING,
    ours=re.compile(words("저희 제가 저는 저도 우리 담당자 본인이 매니저 팀장 당사 직원")),
    others=re.compile(
        words("""
            택배사? (?:택배|설치)?_?기사 cj 대한통운 한진 롯데 우체국 로젠 우편 항공사 세관
            관세청
            본사 제조사 공급사 공급처 공장 수입사 판매자 출품자 셀러 작가 업체 거래처 수리센터
            서비스센터 은행 카드사 카카오 네이버 쿠팡 페이팔 그분 고객님
        """)
        + r"(?:님|측|쪽|분)?(?:들)?(?:이|가|께서|에서|측에서|쪽에서)(?=\s)"
    ),
    reported=re.compile(words("다고 라고 대요 답니다 래요 다네요")),
    question=re.compile(r"(?:까요|나요|니까|가요|을까|는지요)[~.\s]*$"),
    asking=re.compile(r"(?:까요|나요|니까|가요|는지요)[\s,~]*$"),
    or_else=re.compile(r"아니면|혹은"),
    condition=re.compile(
        words("""
            (?<!만_주)(?<!만주)(?<!기다려_주)(?<!기다려주)시면
            셨으면 셨다면 신다면 시거든 실_?경우 신_?경우 경우(?!의) 만약 만일 혹시 다면_
            라면_
            (?:이|으)?면_?(?:안_?되|못) 주시는_?대로 주신_?(?:후|뒤|다음) 원하(?:시|면)
            필요하면
            (?:결제|입금|주문|반납|반송|동의)_?(?:확인)?(?:이_)?_?(?:후|뒤|되면|하면|되는_?대로|완료)
            (?:반품|회수|수거|반송)[^.]{0,10}(?:도착|완료|입고|되면|되는_?대로|후|확인)
        """)
        + r"|(?:상품|제품|물건|물품)[이가은는]?\s?[^.]{0,8}(?:입고|도착|회수)[^.]{0,4}"
        r"(?:면|후|뒤|대로)[^.]{0,20}(?:환불|교환)"
    ),
    afterthought=NOTHING,
    left_open=re.compile(r"^(?P<chain>.*고)$|^$"),
    begin=re.compile(r"(?:제가|저희가|저희)\s"),
    whole_clause=True,
    end=re.compile(rf"{_ENDING}$"),
)
