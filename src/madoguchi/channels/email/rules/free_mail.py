"""Domains at which anybody gets an address, so that sharing one with us says nothing."""

from __future__ import annotations

_LISTED = """
gmail.com googlemail.com outlook.com outlook.jp hotmail.com hotmail.co.jp live.com live.jp live.cn
msn.com yahoo.com ymail.com yahoo.co.jp ybb.ne.jp yahoo.com.tw yahoo.com.hk yahoo.co.kr icloud.com
me.com mac.com aol.com aol.jp gmx.com gmx.net gmx.de web.de mail.com mail.ru yandex.ru yandex.com
proton.me protonmail.com pm.me zoho.com fastmail.com tutanota.com tuta.com
qq.com vip.qq.com foxmail.com 163.com vip.163.com 126.com yeah.net 188.com sina.com sina.cn
vip.sina.com sohu.com tom.com 139.com 189.cn wo.cn aliyun.com
naver.com hanmail.net daum.net nate.com kakao.com
docomo.ne.jp ezweb.ne.jp au.com softbank.ne.jp i.softbank.jp ymobile.ne.jp vodafone.ne.jp
disney.ne.jp rakuten.jp nifty.com ocn.ne.jp biglobe.ne.jp so-net.ne.jp excite.co.jp infoseek.jp
goo.jp dion.ne.jp plala.or.jp
hinet.net pchome.com.tw seed.net.tw kimo.com netvigator.com
"""
_DOMAINS = frozenset(_LISTED.split())
_NATIONAL = ("yahoo.", "hotmail.", "live.", "outlook.")
"""These providers have the same name under many countries' domains."""


def is_free_mail(domain: str) -> bool:
    """Say whether anybody can have an address at a domain."""
    return domain in _DOMAINS or domain.startswith(_NATIONAL)
