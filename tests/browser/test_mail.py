"""A mailbox is added; a mail comes in, is answered, taken back, answered again; one comes back."""

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
from playwright.sync_api import FilePayload, expect

from tests.browser.people import PATIENCE_SECONDS, Colleague
from tests.browser.stage import PHONE, Stage, check_accessible, check_fits
from tests.house.tree import ROOT
from tests.mail_servers import DOMAIN, PASSWORD, MailServers

HTML = (
    "<p>Is the <b>green kettle</b> in stock?"
    '<img src="https://track.example/seen.gif" alt="logo" width="40"></p>'
    '<div class="gmail_quote">On Monday, the shop wrote: come again</div>'
)


def words(colleague: Colleague, key: str) -> str:
    """What the mail's own book says for a key, in the language of this screen."""
    locale = colleague.page.locator("html").get_attribute("lang")
    book = ROOT / "ui" / "desk" / "mail" / "texts" / f"{locale}.json"
    return str(json.loads(book.read_text("utf-8"))[key])


@pytest.fixture(scope="module")
def servers() -> Iterator[MailServers]:
    """Real mail servers on ports of their own."""
    with MailServers() as servers:
        yield servers


def write(
    servers: MailServers,
    sender: str,
    subject: str,
    text: str,
    html: str = "",
    enclosed: EmailMessage | None = None,
) -> None:
    """Let a customer write to the shop by the real SMTP server."""
    mail = EmailMessage()
    mail["From"], mail["To"] = f"Hana Mori <{sender}@{DOMAIN}>", f"help@{DOMAIN}"
    mail["Subject"] = subject
    mail["Message-ID"] = f"<{sender}.{time.time_ns()}@{DOMAIN}>"
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    if enclosed:
        mail.add_attachment(enclosed)
    with smtplib.SMTP("127.0.0.1", servers.smtp) as client:
        client.ehlo()
        word = b64encode(f"\0customer@{DOMAIN}\0{PASSWORD}".encode()).decode()
        assert client.docmd("AUTH PLAIN", word)[0] == 235
        client.sendmail(f"{sender}@{DOMAIN}", [f"help@{DOMAIN}"], mail.as_bytes())


def arrived(servers: MailServers, count: int) -> list[bytes]:
    """Wait until so many mails lie in the customer's own mailbox."""
    until = time.monotonic() + PATIENCE_SECONDS
    while len(found := servers.fetch("customer")) < count:
        assert time.monotonic() < until, f"{len(found)} mails arrived, not {count}."
        time.sleep(0.3)
    return found


def add_mailbox(ruoxi: Colleague, servers: MailServers) -> None:
    """Let the owner add the shop's mailbox on the screen, and see it tried."""
    page = ruoxi.page
    ruoxi.press("mailboxes.add")
    shop = page.get_by_label(ruoxi.t("mailboxes.shop"))
    # The shop that Camille answers for; other stories open shops of their own.
    shop.select_option(label="渡舟 Watashibune")
    ruoxi.fill("mailboxes.addresses", f"help@{DOMAIN}")
    ruoxi.fill("mailboxes.password", PASSWORD)
    page.locator(".mailbox-servers > summary").click()
    hosts = page.get_by_label(ruoxi.t("mailboxes.host"), exact=True)
    ports = page.get_by_label(ruoxi.t("mailboxes.port"), exact=True)
    kinds = page.get_by_label(ruoxi.t("mailboxes.security"), exact=True)
    expect(hosts.first).to_have_value(f"imap.{DOMAIN}")
    for number, port in enumerate((servers.imap, servers.smtp)):
        hosts.nth(number).fill("127.0.0.1")
        ports.nth(number).fill(str(port))
        kinds.nth(number).select_option("none")
    check_accessible(page)
    ruoxi.press("mailboxes.make")
    expect(page.locator(".trial li.is-good")).to_have_count(10)
    expect(page.get_by_text(ruoxi.t("mailboxes.test.well"))).to_be_visible()
    expect(page.locator(".mark.is-good").first).to_be_visible()
    expect(page.locator("input[type=password]").first).to_have_value("")


def test_mail_in_reply_taken_back_reply_out_and_bounce(stage: Stage, servers: MailServers) -> None:
    ruoxi = stage.colleague("ruoxi", path="/desk/settings/mailboxes")
    add_mailbox(ruoxi, servers)
    check_accessible(ruoxi.page)

    write(
        servers, "customer", "Green kettle", "Is the green kettle in stock?\n\n> come again", HTML
    )
    camille = stage.colleague("camille")
    camille.open("Is the green kettle in stock?")
    mail = camille.log.locator(".message-mail")
    expect(mail).to_contain_text(f"customer@{DOMAIN}")
    expect(mail).not_to_contain_text("come again")
    mail.get_by_role("button", name=words(camille, "unfold")).click()
    expect(mail).to_contain_text("come again")
    mail.locator(".mail-envelope").click()
    expect(mail.get_by_text(words(camille, "original"))).to_be_visible()
    check_accessible(camille.page)

    # As it was laid out: no scripts, and nothing is asked of the sender's server.
    mail.get_by_role("button", name=words(camille, "showLaidOut")).click()
    laid_out = camille.page.frame_locator(".mail-frame")
    expect(laid_out.locator("b")).to_have_text("green kettle")
    expect(laid_out.locator("img")).to_have_attribute("data-blocked", re.compile("track.example"))
    mail.get_by_role("button", name=words(camille, "showWords"), exact=True).click()

    # Answered, taken back, and answered again.
    expect(camille.page.locator(".mail-summary")).to_contain_text("Hana Mori")
    camille.attach({"name": "kettle.txt", "mimeType": "text/plain", "buffer": b"two sizes"})
    expect(camille.page.locator(".chip")).to_contain_text("9")
    camille.field.fill("It is not.")
    camille.field.press("Control+Enter")
    bar = camille.page.locator(".undo-bar")
    expect(bar).to_be_visible()
    check_accessible(camille.page)
    bar.get_by_role("button").click()
    expect(camille.field).to_have_value("It is not.")
    expect(camille.log).to_contain_text(words(camille, "takenBack"))
    expect(bar).to_have_count(0)
    camille.field.fill("It is, in two sizes.")
    camille.page.locator(".mail-summary").click()
    camille.page.get_by_label(words(camille, "subject"), exact=True).fill("Kettle: in stock")
    camille.field.press("Control+Enter")
    (raw,) = arrived(servers, 1)
    mail_out = message_from_bytes(raw, policy=policy.default)
    assert mail_out["Subject"] == "Kettle: in stock"
    assert mail_out["In-Reply-To"]
    body = mail_out.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert text.startswith("It is, in two sizes.")
    assert "> Is the green kettle in stock?" in text
    assert [part.get_filename() for part in mail_out.iter_attachments()] == ["kettle.txt"]
    sent = camille.log.locator(".message-mail", has_text="It is, in two sizes.")
    expect(sent.locator(".message-mark")).to_contain_text(
        re.compile(f"{words(camille, 'sent')}|{words(camille, 'delivered')}")
    )
    # What the desk put below the words is folded, and unfolds.
    expect(sent).not_to_contain_text("Is the green kettle in stock?")
    sent.get_by_role("button", name=words(camille, "unfold")).click()
    expect(sent).to_contain_text("Is the green kettle in stock?")

    # A mail that comes back says why.
    write(servers, "gone", "Blue cup", "Where is my blue cup?")
    camille.page.goto(f"{camille.origin}/desk/inbox/open")
    camille.open("Where is my blue cup?")
    camille.field.fill("It left on Friday.")
    camille.field.press("Control+Enter")
    back = camille.log.locator(".message-mail", has_text="It left on Friday.")
    expect(back.locator(".mail-reach.is-bad")).to_contain_text(
        words(camille, "reason.userunknown"), timeout=60_000
    )
    check_accessible(camille.page)
    camille.page.set_viewport_size(PHONE)
    check_fits(camille.page)

    # What is forwarded as a file is read where it is; somebody new is written to first.
    camille.page.set_viewport_size({"width": 1440, "height": 900})
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "stores@warehouse.example", "Weighed again"
    inner.set_content("The parcel weighs 812 g.")
    write(servers, "customer", "Fwd: Weighed", "See what the warehouse says.", enclosed=inner)
    camille.page.goto(f"{camille.origin}/desk/inbox/open")
    camille.open("See what the warehouse says.")
    camille.log.get_by_role("button", name="Weighed again").click()
    within = camille.page.frame_locator(".mail-enclosed")
    expect(within.locator("pre")).to_contain_text("812 g")
    expect(within.locator("dl")).to_contain_text("stores@warehouse.example")
    check_accessible(camille.page)
    camille.page.keyboard.press("Escape")

    camille.page.goto(f"{camille.origin}/desk/inbox/open")
    camille.press("first.mail")
    dialog = camille.page.get_by_role("dialog")
    send = dialog.get_by_role("button", name=words(camille, "first.send"), exact=True)
    dialog.get_by_label(words(camille, "to"), exact=True).fill(f"customer@{DOMAIN}")
    dialog.get_by_label(words(camille, "subject"), exact=True).fill("Your wish list")
    expect(send).to_be_disabled()
    dialog.get_by_label(words(camille, "first.words"), exact=True).fill("The blue cup is here.")
    shop = dialog.get_by_label(words(camille, "first.shop"), exact=True)
    if shop.count():
        shop.select_option(label="渡舟 Watashibune")
    dialog.get_by_role("button", name=words(camille, "first.copies")).click()
    dialog.get_by_label(words(camille, "bcc"), exact=True).fill("archive@elsewhere.example")
    list_ = FilePayload(name="cups.txt", mimeType="text/plain", buffer=b"blue, green")
    dialog.locator("input[type=file]").set_input_files([list_])
    expect(dialog.locator(".chip")).to_contain_text("cups.txt")
    # A time is chosen, and thought better of: it leaves at once.
    dialog.get_by_role("button", name=words(camille, "later")).click()
    times = camille.page.get_by_role("listbox").get_by_role("option")
    times.first.click()
    dialog.get_by_role("button", name=words(camille, "later.drop")).click()
    check_accessible(camille.page)
    send.click()
    expect(camille.log).to_contain_text("The blue cup is here.")
    first = camille.log.locator(".message-mail", has_text="The blue cup is here.")
    expect(first.locator(".mail-envelope")).to_contain_text(f"customer@{DOMAIN}")
    expect(first).to_contain_text("cups.txt")
    first.locator(".mail-envelope").click()
    expect(first.locator(".mail-details")).to_contain_text("archive@elsewhere.example")
    check_accessible(camille.page)
