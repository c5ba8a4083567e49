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
