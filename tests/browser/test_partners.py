"""An agent asks the warehouse for a photo; the answer goes on to the customer. One warehouse has a
telephone with the portal, the other answers by mail.
"""

from __future__ import annotations

import json
import re
import smtplib
import time
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from playwright.sync_api import expect

from madoguchi.demo.company import PASSWORD
from madoguchi.demo.warehouse import EMAIL
from tests.browser.people import PATIENCE_SECONDS, Colleague
from tests.browser.pictures import jpeg_with_place
from tests.browser.stage import PHONE, Stage, check_accessible, check_fits
from tests.house.tree import ROOT
from tests.mail_servers import DOMAIN, MailServers
from tests.mail_servers import PASSWORD as MAIL_PASSWORD

REFERENCE = "WT-77001"


def test_a_photo_is_asked_for_taken_and_passed_on(stage: Stage) -> None:
    mei = stage.visitor()
    mei.open_chat()
    mei.write("Could you show me the corner of my parcel?")

    agent = stage.colleague()
    agent.open("Could you show me the corner")
    agent.answer("Let me ask our warehouse.")
    expect(mei.answers("Let me ask our warehouse.")).to_be_visible()
    agent.page.locator("body").click(position={"x": 5, "y": 5})
    agent.page.keyboard.press("q")
    sheet = agent.page.get_by_role("dialog")
    expect(sheet.locator(".ask-kind").first).to_be_focused()
    agent.page.keyboard.press("Enter")  # the first kind: a photo
    check_accessible(agent.page)
    sheet.get_by_label(say(agent, "reference"), exact=True).fill(REFERENCE)
    sheet.get_by_label(say(agent, "words")).fill("Please show the left corner.")
    sheet.locator("button[type=submit]").click()
    owed = agent.page.locator(".partner-row", has_text=REFERENCE)
    expect(owed.locator(".promise-left")).to_be_visible()

    # An honest word while they wait: the calendar has its busiest season, and the clock says when.
    owed.get_by_role("button", name=say(agent, "hold")).click()
    expect(agent.field).to_have_value(re.compile("the warehouse.*by .*\\d:\\d\\d", re.DOTALL))
    agent.field.press("Enter")
    expect(mei.answers("We have asked the warehouse")).to_be_visible()

    phone = stage.page(viewport=PHONE, locale="ja-JP")
    phone.goto(f"{stage.origin}/portal")
    phone.get_by_label("メールアドレス").fill(EMAIL)
    phone.get_by_label("パスワード").fill(PASSWORD)
    phone.get_by_role("button", name="サインイン").click()
    row = phone.get_by_role("link").filter(has_text=REFERENCE)
    expect(row.locator("[data-left]")).to_contain_text("残り")
    check_accessible(phone)
    check_fits(phone)
    row.click()
    expect(phone.get_by_text("Please show the left corner.")).to_be_visible()
    answer = phone.get_by_role("textbox", name="コメント")
    answer.fill("角にへこみはありません。")
    photos = phone.locator("#photos")
    photos.locator("input[type=file]").set_input_files(jpeg_with_place("corner.jpg"))
    expect(photos.get_by_role("img")).to_have_count(1)
    expect(answer).to_have_value("角にへこみはありません。")  # the upload has left it alone
    check_accessible(phone)
    phone.get_by_role("button", name="回答を送る").click()
    expect(phone.locator(".thread .theirs")).to_contain_text("角にへこみはありません。")

    note = agent.log.locator(".message-note", has_text="角にへこみはありません。")
    expect(note.get_by_role("img")).to_be_visible()
    owed.get_by_role("button", name=say(agent, "forward")).click()
    expect(agent.field).to_have_value("角にへこみはありません。")
    expect(owed).to_have_count(0)
    agent.answer("There is no dent:\n角にへこみはありません。")
    expect(mei.answers("There is no dent:")).to_be_visible()
    picture = mei.log.locator(".theirs img")
    expect(picture).to_have_js_property("complete", True)
    expect(picture).to_have_js_property("naturalWidth", 64)

    # It stands above the customer's orders too, and one tap puts a copy into the next reply.
    strip = agent.page.locator(".order-photos button")
    expect(strip.get_by_role("img")).to_have_js_property("naturalWidth", 64)
    strip.click()
    expect(agent.page.locator(".chips .chip")).to_be_visible()
    agent.answer("Here it is once more.")
    expect(mei.log.locator(".theirs img")).to_have_count(2)


PARCEL = "RN488172043JP"


def test_a_parcel_is_asked_about_in_two_taps_and_measured_by_a_link(stage: Stage) -> None:
    hana = stage.visitor()
    hana.open_chat()
    hana.write("How large is my parcel of tea bowls?")
    agent = stage.colleague()
    agent.open("parcel of tea bowls")
    with stage.api("ruoxi") as owner:
        talk = owner.get(f"/api/v1/conversations/{agent.conversation_id}").json()["conversation"]
        order = {
            "shop_id": talk["shop_id"],
            "customer_id": talk["customer_id"],
            "platform": "shopify",
            "external_id": "bowls-1",
            "number": "#B-1",
            "state": "preparing",
            "placed_at": datetime.now(UTC).isoformat(),
            "currency": "JPY",
            "total": 4800,
        }
        made = owner.post("/api/v1/orders", json=order).raise_for_status().json()["order"]
        parcel = {"shop_id": talk["shop_id"], "number": PARCEL, "order_ids": [made["id"]]}
        owner.post("/api/v1/parcels", json=parcel).raise_for_status()

    # One tap opens the sheet, where their only parcel is meant; the second asks to measure it.
    agent.press("partner.ask")
    measure = agent.page.locator(".ask-kinds li").nth(1)
    expect(measure.locator(".ask-at-once")).to_be_visible()
    check_accessible(agent.page)
    measure.locator(".ask-at-once").click()
    owed = agent.page.locator(".partner-row", has_text=PARCEL)
    expect(owed.locator(".promise-left")).to_be_visible()

    owed.locator(".partner-words").click()
    dialog = agent.page.get_by_role("dialog")
    dialog.get_by_role("button", name=say(agent, "link"), exact=True).click()
    url = dialog.get_by_label(say(agent, "link.label"), exact=True).input_value()
    agent.page.keyboard.press("Escape")

    # Whoever measures in Osaka has no account, and reads Chinese.
    phone = stage.page(viewport=PHONE, locale="zh-CN", color_scheme="dark")
    phone.goto(url)
    phone.get_by_role("button", name="依頼を開く").click()
    phone.get_by_role("button", name="简体中文").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("测量尺寸")
    check_accessible(phone)
    check_fits(phone)
    stage.forgive("422")
    for name, size in (("长", "30.5"), ("宽", "twenty"), ("高", "15")):
        phone.get_by_label(re.compile(f"^{name}")).fill(size)
    words = phone.get_by_role("textbox", name=re.compile("^说明"))
    words.fill("外箱尺寸")
    send = phone.get_by_role("button", name="发送答复")
    send.click()
    wrong = phone.get_by_label(re.compile("^宽"))
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(words).to_have_value("外箱尺寸")
    wrong.fill("20")
    phone.goto(phone.url)  # the telephone was asleep, and loads the page anew
    expect(wrong).to_have_value("20")
    expect(words).to_have_value("外箱尺寸")
    send.click()
    expect(phone.get_by_role("status")).to_have_text("已收到，谢谢！")
    expect(phone.locator(".thread .theirs")).to_contain_text("30.5 cm")
    phone.reload()
    expect(phone.get_by_role("status")).to_have_count(0)

    note = agent.log.locator(".message-note", has_text="外箱尺寸")
    expect(note).to_contain_text("30.5 cm")
    # The supervisor finds it with what waits on us, and on the sheet of the day.
    ruoxi = stage.colleague("ruoxi", path="/desk/partners/ours")
    row = ruoxi.page.locator(".promises-row", has_text=PARCEL)
    expect(row).to_be_visible()
    ruoxi.page.get_by_role("combobox").select_option(label="大阪倉庫")
    check_accessible(ruoxi.page)
    for sheet in ("sheet.handOver", "sheet.packet"):
        with ruoxi.page.expect_popup() as opened:
            ruoxi.page.get_by_role("link", name=say(ruoxi, sheet)).click()
        expect(opened.value.get_by_role("heading", level=1)).to_contain_text("大阪倉庫")
        check_accessible(opened.value)
        if sheet == "sheet.handOver":
            expect(opened.value.locator("main")).to_contain_text(PARCEL)
        opened.value.close()

    owed.get_by_role("button", name=say(agent, "forward")).click()
    expect(agent.field).to_have_value(re.compile("30.5 cm.*外箱尺寸", re.DOTALL))
    agent.field.press("Enter")
    expect(hana.answers("30.5 cm")).to_be_visible()
    expect(row).to_have_count(0)
    # Dealt with, it is still there for who looks for it.
    ruoxi.page.goto(f"{stage.origin}/desk/partners/all")
    row.locator(".partners-open").click()
    whole = ruoxi.page.get_by_role("dialog")
    whole.get_by_role("button", name=say(ruoxi, "forward")).click()
    expect(ruoxi.field).to_have_value(re.compile("30.5 cm"))


def test_a_day_is_written_in_the_language_of_the_page(stage: Stage) -> None:
    with stage.api("ruoxi") as owner:
        seller = next(
            each for each in owner.get("/api/v1/partners").json() if each["kind"] == "seller"
        )
        talk = next(
            each["id"]
            for each in owner.get("/api/v1/conversations?view=open").json()["items"]
            if each["shop_id"] in seller["shop_ids"] or not seller["shop_ids"]
        )
        wish = {"partner_id": seller["id"], "kind": "payment_proof", "reference": "P-77001"}
        wish["wanted"] = {"amount": 1200, "currency": "JPY"}
        asked = owner.post(f"/api/v1/conversations/{talk}/partner-requests", json=wish)
        path = f"/api/v1/partner-requests/{asked.raise_for_status().json()['id']}/link"
        url = owner.post(path).raise_for_status().json()["url"]
    phone = stage.page(viewport=PHONE, locale="en-US")
    phone.goto(url)
    phone.get_by_role("button", name="依頼を開く").click()
    day = phone.locator("input[type=date]")
    shown = day.locator("xpath=..")
    expect(shown).to_have_attribute("data-shown", "年/月/日")
    day.fill("2026-11-20")
    expect(shown).to_have_attribute("data-shown", "2026年11月20日")
    phone.goto(phone.url)  # what was chosen is there again, and in the page's words
    expect(shown).to_have_attribute("data-shown", "2026年11月20日")
    expect(day).to_have_value("2026-11-20")


@pytest.fixture(scope="module")
def servers() -> Iterator[MailServers]:
    """Real mail servers on ports of their own."""
    with MailServers() as servers:
        yield servers


@pytest.mark.mail
def test_a_warehouse_answers_the_mail_it_got(stage: Stage, servers: MailServers) -> None:
    shop = stage.opened_shop(name="六甲の店")  # the only one of its name
    with stage.api("ruoxi") as owner:
        server = {"host": "127.0.0.1", "security": "none", "user": f"care@{DOMAIN}"}
        box = {
            "shop_id": shop["id"],
            "addresses": [f"care@{DOMAIN}"],
            "imap": {**server, "port": servers.imap},
            "smtp": {**server, "port": servers.smtp},
            "signed_replies": True,
            "since": None,
            "secrets": {"password": MAIL_PASSWORD},
        }
        owner.post("/api/v1/mailboxes", json=box).raise_for_status()
    send(servers, "mori@elsewhere.example", f"care@{DOMAIN}", "My parcel", "Is the box dented?")

    # The owner lets the warehouse be written to.
    ruoxi = stage.colleague("ruoxi", path="/desk/settings/partners")
    page = ruoxi.page
    page.get_by_role("button", name=say(ruoxi, "settings.add")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(say(ruoxi, "field.name"), exact=True).fill("Kobe warehouse")
    dialog.get_by_label(say(ruoxi, "field.language"), exact=True).select_option("en")
    dialog.get_by_label(say(ruoxi, "field.email"), exact=True).fill(f"customer@{DOMAIN}")
    expect(dialog.get_by_role("switch", name=say(ruoxi, "field.mailed"))).to_be_checked()
    dialog.get_by_label(shop["name"]).check()
    check_accessible(page)
    dialog.locator("button[type=submit]").click()
    expect(page.get_by_role("button", name="Kobe warehouse")).to_be_visible()

    page.goto(f"{stage.origin}/desk/inbox/open")
    ruoxi.open("Is the box dented?")
    page.locator("body").click(position={"x": 5, "y": 5})
    page.keyboard.press("q")
    sheet = page.get_by_role("dialog")
    sheet.locator(".ask-kind").first.click()
    whom = sheet.get_by_label(say(ruoxi, "whom"), exact=True)
    if whom.count():  # other stories' partners work for every shop
        whom.select_option(label=f"Kobe warehouse · {say(ruoxi, 'kind.warehouse')}")
    sheet.get_by_label(say(ruoxi, "reference"), exact=True).fill("K-7")
    sheet.get_by_label(say(ruoxi, "words")).fill("Ask for Mori, please.")
    expect(
        sheet.get_by_text(say(ruoxi, "mailed").replace("{address}", f"customer@{DOMAIN}"))
    ).to_be_visible()
    sheet.locator("button[type=submit]").click()
    owed = page.locator(".partner-row", has_text="K-7")
    expect(owed).to_be_visible()

    asked = message_from_bytes(arrived(servers), policy=policy.default)
    assert "Photo K-7" in str(asked["Subject"])
    picture = jpeg_with_place("box.jpg")["buffer"]
    send(
        servers,
        f"customer@{DOMAIN}",
        str(asked["Reply-To"]),
        f"Re: {asked['Subject']}",
        "No dent on any side.",
        picture,
        str(asked["Message-ID"]),
    )
    note = ruoxi.log.locator(".message-note", has_text="No dent on any side.")
    expect(note.get_by_role("img")).to_be_visible()
    owed.get_by_role("button", name=say(ruoxi, "forward")).click()
    expect(ruoxi.field).to_have_value("No dent on any side.")
    expect(page.locator(".chip").first).to_be_visible()
    expect(owed).to_have_count(0)
    check_accessible(page)


def send(
    servers: MailServers,
    sender: str,
    to: str,
    subject: str,
    text: str,
    picture: bytes | None = None,
    answers: str = "",
) -> None:
    """Let somebody write a mail by the real SMTP server."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Message-ID"] = f"<{time.time_ns()}@{DOMAIN}>"
    if answers:
        mail["In-Reply-To"] = answers
    mail.set_content(text)
    if picture is not None:
        mail.add_attachment(picture, maintype="image", subtype="jpeg", filename="box.jpg")
    with smtplib.SMTP("127.0.0.1", servers.smtp) as client:
        client.ehlo()
        word = b64encode(f"\0customer@{DOMAIN}\0{MAIL_PASSWORD}".encode()).decode()
        assert client.docmd("AUTH PLAIN", word)[0] == 235
        client.sendmail(sender, [f"care@{DOMAIN}"], mail.as_bytes())


def arrived(servers: MailServers) -> bytes:
    """Wait until a mail lies in the warehouse's own mailbox."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not (found := servers.fetch("customer")):
        assert time.monotonic() < until, "No mail arrived at the warehouse."
        time.sleep(0.3)
    return found[0]


def say(colleague: Colleague, key: str) -> str:
    """What the desk says of partners for a key, in the language of a screen."""
    locale = colleague.page.locator("html").get_attribute("lang")
    file = ROOT / "ui" / "desk" / "partners" / "texts" / f"{locale}.json"
    return str(json.loads(file.read_text("utf-8"))[key])
