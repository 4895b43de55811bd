"""Who and what the example year is about: all of it invented.

Alder & Finch, an accountancy of 24 people in Porto, has its help desk and network run by Harbourline IT. The tables
here are what `example_year` draws from: how urgent a ticket can be, what goes wrong, who reports it and who mends it.
"""

from dataclasses import dataclass

MINUTE, HOUR = 60, 3600

CUSTOMER, PARTS, THIRD_PARTY = "Waiting for customer", "Waiting for parts", "Waiting for third party"


@dataclass(frozen=True, slots=True)
class Pace:
    """How a provider treats a priority: typical working seconds to an answer and of work, and its place in the queue.

    `queue` is the share of the desk's backlog that such a ticket has to wait for; `limit` is what was promised, on
    which the provider keeps an eye.
    """

    name: str
    limit: int
    answer: int
    work: int
    queue: float


PACES = (
    Pace("1 - Critical", 4 * HOUR, 5 * MINUTE, 62 * MINUTE, 0.04),
    Pace("2 - High", 8 * HOUR, 10 * MINUTE, 115 * MINUTE, 0.09),
    Pace("3 - Normal", 16 * HOUR, 16 * MINUTE, 230 * MINUTE, 0.18),
    Pace("4 - Low", 40 * HOUR, 20 * MINUTE, 480 * MINUTE, 0.36),
)


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that goes wrong, as people write it.

    `often` is its weight among all topics, `urgency` the places in PACES of which each ticket gets one, `work` how
    much longer than usual it takes, `waits` what it may have to wait for, `reporter` who always has this trouble.
    """

    subject: str
    group: str
    often: int
    urgency: tuple[int, ...]
    work: float = 1.0
    waits: str = ""
    reporter: str = ""


DESK, WORKPLACE, NETWORK, SYSTEMS, APPLICATIONS = "Service desk", "Workplace", "Network", "Systems", "Applications"

TOPICS = (
    Topic("Password forgotten, account locked", DESK, 9, (1, 1, 2), 0.5),
    Topic("New telephone: cannot sign in, asks for a code", DESK, 5, (1, 2), 0.7, CUSTOMER),
    Topic("Shared mailbox missing in Outlook", DESK, 5, (2,), 0.8),
    Topic("Access to a client folder, please", DESK, 8, (2, 2, 3), 0.7, CUSTOMER),
    Topic("Suspicious mail, is this real?", DESK, 6, (1, 1, 2), 0.6),
    Topic("Out-of-office reply does not go out", DESK, 3, (2, 3), 0.7),
    Topic("Leaver: close accounts and forward mail", DESK, 2, (1, 2), 0.9, CUSTOMER),
    Topic("New starter: laptop, telephone and accounts", WORKPLACE, 3, (2, 3), 1.6, PARTS),
    Topic("Laptop very slow since the last update", WORKPLACE, 5, (2, 2, 3), 1.2, CUSTOMER),
    Topic("Laptop does not start", WORKPLACE, 3, (0, 1, 1), 1.2, PARTS),
    Topic("Second screen stays black", WORKPLACE, 4, (2, 3), 0.9, PARTS),
    Topic("Headset crackles in calls", WORKPLACE, 3, (3,), 0.7, PARTS),
    Topic("Docking station loses the keyboard", WORKPLACE, 3, (2, 3), 0.9, PARTS, "Joana Teles"),
    Topic("Printer on second floor offline", WORKPLACE, 8, (1, 2), 0.9, "", "Rita Meireles"),
    Topic("Printer on second floor jams on envelopes", WORKPLACE, 4, (2, 3), 1.0, PARTS, "Rita Meireles"),
    Topic("Scanner sends nothing to the mailbox", WORKPLACE, 4, (1, 2), 1.0),
    Topic("Toner for the ground floor", WORKPLACE, 3, (3,), 0.8, PARTS),
    Topic("VPN drops every few minutes", NETWORK, 7, (1, 1, 2), 1.2, THIRD_PARTY),
    Topic("VPN does not connect from home", NETWORK, 6, (1, 1, 2), 0.9, CUSTOMER),
    Topic("Wi-Fi in the meeting room too weak", NETWORK, 4, (2, 3), 1.3, PARTS, "Tomás Frazão"),
    Topic("Internet in the whole office down", NETWORK, 2, (0,), 1.2, THIRD_PARTY),
    Topic("Telephones: callers hear nothing", NETWORK, 3, (0, 1), 1.1, THIRD_PARTY),
    Topic("Mailbox full, no mail comes in", SYSTEMS, 4, (0, 1, 1), 0.7),
    Topic("Restore a file deleted by mistake", SYSTEMS, 4, (1, 2), 0.8, CUSTOMER),
    Topic("File server: folders open very slowly", SYSTEMS, 4, (0, 1, 1, 2), 1.3),
    Topic("Mail to one client comes back", SYSTEMS, 3, (1, 2), 1.2, THIRD_PARTY),
    Topic("Tax software: licence expired", APPLICATIONS, 3, (0, 1), 0.9, THIRD_PARTY),
    Topic("Tax software: update before the filing date", APPLICATIONS, 4, (1, 2), 1.1, THIRD_PARTY),
    Topic("Payroll run stops with an error", APPLICATIONS, 3, (0, 0, 1), 1.1, THIRD_PARTY, "Nuno Sequeira"),
    Topic("Invoice scan posts to the wrong client", APPLICATIONS, 3, (2, 2, 3), 1.3, THIRD_PARTY),
    Topic("Spreadsheet with macros is blocked", APPLICATIONS, 4, (1, 2), 0.8, CUSTOMER),
    Topic("One more licence for the PDF editor", APPLICATIONS, 4, (3,), 0.8, CUSTOMER),
)

ALERTS = (
    Topic("Nightly backup of the file server failed", SYSTEMS, 6, (0, 1, 1), 0.9, "", "Monitoring"),
    Topic("Backup copy outside the house is two days old", SYSTEMS, 2, (1, 2), 1.2, THIRD_PARTY, "Monitoring"),
    Topic("Disk of the file server over 90 % full", SYSTEMS, 3, (1, 2), 0.8, "", "Monitoring"),
    Topic("Certificate of the client portal about to expire", SYSTEMS, 1, (1, 2), 0.7, THIRD_PARTY, "Monitoring"),
)

PEOPLE = (
    "Ana Alder", "Rita Meireles", "Tomás Frazão", "Joana Teles", "Nuno Sequeira", "Beatriz Lacerda", "Miguel Arouca",
    "Carla Vilhena", "Duarte Pimentel", "Helena Finch", "Inês Barroso", "Jorge Salema", "Leonor Quintas",
    "Luís Travassos", "Marta Escobar", "Paulo Rebocho", "Pedro Lobato", "Raquel Sarmento", "Rui Calheiros",
    "Sofia Moutinho", "Susana Varela", "Teresa Galvão", "Vasco Noronha", "Xavier Prata",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Technician:
    """Somebody at the provider's desk, from one month to another (both included); half as quick in a first month."""

    name: str
    groups: tuple[str, ...]
    first: int = 1
    last: int = 12

    def strength(self, month: int) -> float:
        """What this person adds to the desk in a month: 0 while not there."""
        if not self.first <= month <= self.last:
            return 0.0
        return 0.5 if month == self.first > 1 else 1.0


TECHNICIANS = (
    Technician("Filipa Corte", (DESK, WORKPLACE)),
    Technician("Hugo Serpa", (DESK, APPLICATIONS)),
    Technician("Iris Valadão", (NETWORK, SYSTEMS)),
    Technician("Bruno Castilho", (DESK, WORKPLACE, SYSTEMS)),
    Technician("Olga Brandt", (SYSTEMS, APPLICATIONS), last=8),
    Technician("Daniel Moura", (NETWORK, WORKPLACE), last=8),
    Technician("Petra Falk", (SYSTEMS, APPLICATIONS), first=10),
    Technician("Simão Taveira", (NETWORK, WORKPLACE), first=10),
    Technician("Vera Amoedo", (DESK, APPLICATIONS), first=10, last=10),
)

MONTHLY_LOAD = (1.08, 0.98, 1.02, 0.97, 1.00, 0.95, 0.96, 0.88, 1.10, 1.02, 1.03, 0.92)
"""How busy each month is: the year's end and the return from the summer bring more, August and Christmas less."""

WEEKDAY_LOAD = (1.30, 1.10, 1.00, 1.00, 0.95, 0.12, 0.06)
HOLIDAY_LOAD = 0.07

WORKDAY_HOURS = (0, 0, 0, 0, 2, 2, 3, 12, 60, 100, 95, 80, 45, 55, 85, 80, 70, 55, 15, 6, 5, 5, 4, 2)
FREE_DAY_HOURS = (0, 0, 0, 0, 4, 4, 4, 4, 8, 12, 14, 12, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 6, 2)
"""When people write, hour by hour. Nobody does between midnight and four, when clocks are changed."""
