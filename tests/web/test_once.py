"""What is decided once a request."""

from flask import Flask

from hbgraph.web import once


def test_a_request_decides_once_and_the_next_one_anew() -> None:
    app = Flask("small")
    once.init_app(app)
    asked: list[str] = []

    @once.once
    def decided() -> str:
        asked.append("")
        return f"decision {len(asked)}"

    for number in (1, 2):
        with app.test_request_context("/"):
            assert [decided(), decided()] == [f"decision {number}"] * 2
        assert len(asked) == number
