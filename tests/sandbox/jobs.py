"""Jobs for the tests of the sandbox: each does one thing that a bound should stop, or not."""

import os
import socket
import time
from multiprocessing.connection import Connection


def echo(connection: Connection) -> None:
    while True:
        connection.send_bytes(connection.recv_bytes())


def connect(connection: Connection) -> None:
    """Tries every kind of socket; says which the kernel refused."""
    refused = []
    for family in (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK, socket.AF_UNIX):
        try:
            socket.socket(family, socket.SOCK_DGRAM).close()
        except PermissionError:
            refused.append(family.name)
    connection.send_bytes(" ".join(refused).encode())


def swallow(connection: Connection) -> None:
    """Takes a gigabyte."""
    connection.send_bytes(str(len(bytearray(1 << 30))).encode())


def spin(connection: Connection) -> None:
    while True:
        pass


def sleep(connection: Connection) -> None:
    connection.send_bytes(str(os.getppid()).encode())
    time.sleep(60)
