"""Errors as the user meets them: in Dutch, saying what is wrong and what to do, without anything private in them."""

from __future__ import annotations


class RetError(Exception):
    """A refusal or failure with a title, one sentence that says what, and a hint that says what to do.

    Screens show it as a notice, the command line prints it on stderr with exit code 1.
    """

    def __init__(self, title: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.title = title
        self.message = message
        self.hint = hint

    def sentence(self) -> str:
        """Message and hint as one line."""
        return f"{self.message} {self.hint}".strip()


class WrongPassphrase(RetError):
    """The passphrase does not open the key file."""

    def __init__(self) -> None:
        super().__init__("Wachtwoord klopt niet", "Dit wachtwoord opent de gegevens niet.", "Probeer het opnieuw; let op hoofdletters.")


class NoDatabase(RetError):
    """There is no database in the data folder yet."""

    def __init__(self) -> None:
        super().__init__("Nog geen gegevens", "Er is op deze computer nog geen team begonnen.", "Start retcli, of gebruik `retcli begin`.")


class AlreadyOpen(RetError):
    """Another process holds the database for writing."""

    def __init__(self) -> None:
        super().__init__(
            "Al geopend",
            "Het programma staat al open met deze gegevens, en twee tegelijk kunnen niet schrijven.",
            "Sluit het andere venster, of doe dit daar.",
        )


class NewerDatabase(RetError):
    """The database was written by a newer version of the program."""

    def __init__(self) -> None:
        super().__init__(
            "Nieuwere gegevens", "Deze gegevens zijn gemaakt met een nieuwere versie van retcli.", "Werk retcli bij; er is niets veranderd."
        )


class Damaged(RetError):
    """The file can't be read as the database it should be."""

    def __init__(self, what: str = "De gegevens") -> None:
        super().__init__(
            "Beschadigd bestand",
            f"{what} op deze computer zijn beschadigd en kunnen niet worden gelezen.",
            "Zet een kopie terug uit de map `kopieen`, of vraag een andere laptop om de gegevens.",
        )


class DiskFull(RetError):
    """No room to write; the transaction was rolled back."""

    def __init__(self) -> None:
        super().__init__(
            "Schijf vol",
            "De schijf is vol; wat u net invoerde is niet bewaard, al het eerdere wel.",
            "Maak ruimte en doe het opnieuw.",
        )


class ReadOnlyDisk(RetError):
    """The data folder can't be written."""

    def __init__(self) -> None:
        super().__init__(
            "Kan niet schrijven",
            "De map met gegevens kan niet worden beschreven.",
            "Kijk of de schijf alleen-lezen is en of u er rechten op hebt.",
        )


class ReadOnlyStore(RetError):
    """A command that only reads tried to write (a programming error, caught before anything is stored)."""

    def __init__(self) -> None:
        super().__init__("Alleen lezen", "Deze opdracht mag alleen lezen.", "Er is niets veranderd.")
