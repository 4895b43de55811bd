"""Files that somebody might hand in, good ones and those that were made to hurt, built by code.

Each says what becomes of it: the kind as which it is kept, or the sentence with which it is refused. What is kept tries
to run a script wherever a browser might be talked into it; `PAYLOAD` leaves a trace that a story looks for.
"""

from dataclasses import dataclass

PAYLOAD = "window.pwned=1;try{top.pwned=1}catch(e){};alert('pwned');fetch('//127.0.0.1:9/pwned')"


@dataclass(frozen=True, slots=True)
class Sample:
    """A file: the name under which it comes, its bytes, and what becomes of it.

    `kept` is the key of a kind, or blank; `called` the name that it has then, where it is another one; `refused` the
    sentence.
    """

    name: str
    data: bytes
    kept: str = ""
    called: str = ""
    refused: str = ""

    def __str__(self) -> str:
        return self.name
