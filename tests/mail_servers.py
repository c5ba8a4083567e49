"""Private mail servers for tests and measurements: Dovecot for IMAP, Exim for SMTP, then gone.

What Exim takes it brings to Dovecot by LMTP, or sends back, by the recipient's local part.
"""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from imapclient import IMAPClient

PASSWORD = "wisteria 藤"
DOMAIN = "shop.example"

_DOVECOT = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap lmtp
ssl = no
disable_plaintext_auth = no
auth_mechanisms = {mechanisms}
{users}
mail_location = {format}:{folder}/mail/%u
first_valid_uid = 1
mail_fsync = {fsync}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
{tokens}
userdb {{
  driver = static
  args = uid={owner} gid={group} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    address = 127.0.0.1
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service imap {{
  service_count = 100
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
protocol imap {{
  mail_max_userip_connections = 50
  imap_idle_notify_interval = 1 mins
}}
plugin {{
  quota = maildir:User quota
  quota_rule = *:storage={quota}
}}
protocol lmtp {{
  mail_plugins = quota
}}
"""

_TOKENS = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
"""

_EXIM = """
spool_directory = {folder}/spool
log_file_path = {folder}/exim-%slog
pid_file_path = {folder}/exim.pid
local_interfaces = <; 127.0.0.1
daemon_smtp_ports = {smtp}
primary_hostname = mx.{domain}
qualify_domain = {domain}
never_users =
acl_smtp_rcpt = rcpt
acl_smtp_data = accept
message_size_limit = 120M
smtp_accept_max = 100
smtp_accept_queue = 0
smtp_accept_queue_per_connection = 0
queue_run_max = 5
dsn_advertise_hosts = *
accept_8bitmime = true
keep_environment =
host_lookup =
rfc1413_query_timeout = 0s
recipients_max = 1000

begin acl
rcpt:
  deny  message = 5.1.1 <$local_part@$domain>: Recipient address rejected: User unknown
        local_parts = refused
  defer message = 4.2.2 <$local_part@$domain>: mailbox full, try again later
        local_parts = later
  deny  message = 5.7.1 relaying denied
        !authenticated = *
        condition = {must_sign_in}
  accept

begin routers
gone:
  driver = redirect
  allow_fail
  local_parts = gone
  data = :fail: 550 5.1.1 <$local_part@$domain>: no such user here
everybody:
  driver = manualroute
  transport = dovecot
  route_list = * 127.0.0.1
  self = send
  host_find_failed = defer

begin transports
dovecot:
  driver = smtp
  protocol = lmtp
  port = {lmtp}
  allow_localhost
  hosts_try_chunking =

begin retry
* quota
* * F,1h,2s

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if eq{{$auth3}}{{{password}}}}}
  server_set_id = $auth2
"""


class MailServers:
    """`with MailServers() as servers`: mailboxes `<name>@shop.example` with `PASSWORD`.

    `refused@` is refused at once, `gone@` is taken and bounces, `later@` is put off.
    """

    def __init__(
        self,
        names: Iterable[str] = ("help", "care", "customer"),
        *,
        quota: str = "0",
        sign_in: bool = True,
        mailbox_format: str = "maildir",
        introspection: str = "",
    ) -> None:
        self.names = list(names)
        self.folder = Path(tempfile.mkdtemp(prefix="mail-servers-"))
        self.imap, self.lmtp, self.smtp = _free_port(), _free_port(), _free_port()
        self._quota = quota
        self._sign_in = sign_in
        self._format = mailbox_format
        self._introspection = introspection
        self._dovecot: subprocess.Popen[bytes] | None = None
        self._exim: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> MailServers:
        self._lay_out()
        self.start_dovecot()
        self.start_exim()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop_exim()
        self.stop_dovecot()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start_dovecot(self) -> None:
        """Start the IMAP server, on the same port as before."""
        command = ["/usr/sbin/dovecot", "-F", "-c", str(self.folder / "dovecot.conf")]
        self._dovecot = self._start(command, "dovecot.out")
        self._await(self.imap, self._dovecot)
        self._await(self.lmtp, self._dovecot)

    def stop_dovecot(self) -> None:
        """Stop the IMAP server with all its sessions."""
        _end(self._dovecot)
        self._dovecot = None

    def start_exim(self) -> None:
        """Start the SMTP server, on the same port as before."""
        command = ["/usr/sbin/exim4", "-C", str(self.folder / "exim.conf"), "-bdf", "-q2s"]
        self._exim = self._start(command, "exim.out")
        self._await(self.smtp, self._exim)

    def stop_exim(self) -> None:
        """Stop the SMTP server."""
        _end(self._exim)
        self._exim = None

    def empty(self) -> None:
        """Take every mail out of every mailbox."""
        for name in self.names:
            folder = self.folder / "mail" / f"{name}@{DOMAIN}"
            if self._format != "maildir" or any(folder.glob("*/*.*")):
                self._empty(name)

    def lay_in(self, name: str, mails: Iterable[bytes]) -> None:
        """Lay mails into an inbox as a delivery would; quicker than by IMAP."""
        folder = self.folder / "mail" / f"{name}@{DOMAIN}"
        for part in ("cur", "new", "tmp"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        laid = time.time_ns()  # a name that was used before would be taken for that mail
        for number, mail in enumerate(mails):
            (folder / "new" / f"{laid}.{number:08}.laid").write_bytes(mail)
        if os.geteuid() == 0:
            owner, group = _unprivileged()
            for path in (folder, *folder.rglob("*")):
                shutil.chown(path, owner, group)

    def count(self, name: str, criterion: str = "ALL") -> int:
        """Return how many mails of an inbox answer to an IMAP search."""
        client = IMAPClient("127.0.0.1", self.imap, ssl=False)
        try:
            client.plain_login(f"{name}@{DOMAIN}", PASSWORD)
            client.select_folder("INBOX", readonly=True)
            return len(client.search(criterion))
        finally:
            client.logout()

    def fetch(self, name: str) -> list[bytes]:
        """Return what lies in an inbox, the oldest first."""
        client = IMAPClient("127.0.0.1", self.imap, ssl=False)
        try:
            client.plain_login(f"{name}@{DOMAIN}", PASSWORD)
            client.select_folder("INBOX", readonly=True)
            found = client.fetch(client.search(), ["BODY.PEEK[]"])
            return [found[uid][b"BODY[]"] for uid in sorted(found)]
        finally:
            client.logout()

    def _empty(self, name: str) -> None:
        client = IMAPClient("127.0.0.1", self.imap, ssl=False)
        try:
            client.plain_login(f"{name}@{DOMAIN}", PASSWORD)
            client.select_folder("INBOX")
            if found := client.search():
                client.delete_messages(found, silent=True)
                client.expunge()
        finally:
            client.logout()

    def _lay_out(self) -> None:
        owner, group = _unprivileged()
        self.folder.chmod(0o755)
        for name in ("run", "state", "mail", "spool"):
            (self.folder / name).mkdir()
        exim = "Debian-exim" if os.geteuid() == 0 else None
        if os.geteuid() == 0:
            shutil.chown(self.folder / "mail", owner, group)
            for place in (self.folder, self.folder / "spool"):
                shutil.chown(place, exim, grp.getgrgid(pwd.getpwnam("Debian-exim").pw_gid).gr_name)
            users = ""
        else:
            users = (
                "\n".join(
                    f"{name} = {owner}" for name in ("default_internal_user", "default_login_user")
                )
                + f"\ndefault_internal_group = {group}"
            )
        (self.folder / "users").write_text(
            "".join(f"{name}@{DOMAIN}:{{PLAIN}}{PASSWORD}\n" for name in self.names)
        )
        mechanisms, tokens = "plain login", ""
        if self._introspection:
            mechanisms = "plain login xoauth2"
            tokens = _TOKENS.format(folder=self.folder)
            (self.folder / "oauth2.conf").write_text(
                f"introspection_url = {self._introspection}\nintrospection_mode = get\n"
                "username_attribute = email\ntimeout_msecs = 5000\n"
            )
        (self.folder / "dovecot.conf").write_text(
            _DOVECOT.format(
                folder=self.folder, users=users, owner=owner, group=group, imap=self.imap,
                lmtp=self.lmtp, quota=self._quota, mechanisms=mechanisms, tokens=tokens,
                format=self._format, fsync="never",
            )
        )  # fmt: skip
        (self.folder / "exim.conf").write_text(
            _EXIM.format(
                folder=self.folder, smtp=self.smtp, lmtp=self.lmtp, domain=DOMAIN,
                password=PASSWORD, must_sign_in="yes" if self._sign_in else "no",
            )
        )  # fmt: skip

    def _start(self, command: list[str], log: str) -> subprocess.Popen[bytes]:
        with (self.folder / log).open("ab") as out:
            return subprocess.Popen(command, stdout=out, stderr=out, start_new_session=True)

    def _await(self, port: int, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + 20
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.5):
                return
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"A mail server did not come up:\n{self.last_words()}")
            time.sleep(0.02)

    def last_words(self) -> str:
        """Return the ends of the servers' logs, for whoever looks into a failure."""
        told = []
        for name in ("dovecot.log", "dovecot.out", "exim.out", "exim-mainlog", "exim-paniclog"):
            path = self.folder / name
            if path.exists():
                told.append(f"{name}:\n{path.read_text(errors='replace')[-2000:]}")
        return "\n".join(told)


def _end(process: subprocess.Popen[bytes] | None) -> None:
    if process is None:
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def _unprivileged() -> tuple[str, str]:
    """Return user and group that own the mails; Dovecot refuses root as one."""
    if os.geteuid() == 0:
        return "mail", "mail"
    me = pwd.getpwuid(os.geteuid())
    return me.pw_name, grp.getgrgid(me.pw_gid).gr_name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
