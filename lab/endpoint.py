"""A server that is slow in exactly one way, for the lab: HTTP, HTTPS and DNS.

Usage: endpoint.py KIND ADDRESS PORT SECONDS [CERTIFICATE KEY]

KIND is plain, dns, tls, wait, body, redirect, large, or a place at which it closes the connection:
reset (at once), close-handshake, close-request, close-answer, close-body. It prints `ready` and serves for three minutes.
"""

import socket
import ssl
import struct
import sys
import threading
import time

kind, address, port, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
END = time.monotonic() + 180
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n"


def name_server():
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind((address, port))
    print("ready", flush=True)
    server.settimeout(180)
    while time.monotonic() < END:
        query, client = server.recvfrom(2048)
        threading.Thread(target=answer_name, args=(server, query, client), daemon=True).start()


def answer_name(server, query, client):
    time.sleep(seconds)
    end = query.index(b"\0", 12) + 5
    if b"\7invalid\0" in query:
        return server.sendto(query[:2] + b"\x81\x83" + query[4:6] + bytes(6) + query[12:end], client)
    is_a = query[end - 4 : end - 2] == b"\0\1"
    # An answer without records for all other types: the name is there, and has none of those.
    reply = query[:2] + b"\x81\x80\0\1" + (b"\0\1" if is_a else b"\0\0") + b"\0\0\0\0" + query[12:end]
    if is_a:
        reply += b"\xc0\x0c\0\1\0\1\0\0\0\1\0\4" + socket.inet_aton(address)
    server.sendto(reply, client)


def serve(client, context):
    try:
        if kind == "reset":
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return client.close()
        if kind == "tls":
            time.sleep(seconds)
        if kind == "close-handshake":
            client.recv(100)
            return client.close()
        if context:
            client = context.wrap_socket(client, server_side=True)
        request = client.recv(65536)
        if kind == "close-request" or not request:
            return client.close()
        if kind == "wait":
            time.sleep(seconds)
        if kind == "redirect":
            client.sendall(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n")
        elif kind == "large":
            client.sendall(HEAD % (200 << 20))
            for _ in range(200):
                client.sendall(bytes(1 << 20))
        elif kind == "body":
            client.sendall(HEAD % 20 + b"0123456789")
            time.sleep(seconds)
            client.sendall(b"0123456789")
        elif kind == "close-answer":
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Ty")
        elif kind == "close-body":
            client.sendall(HEAD % 1000 + b"0123456789")
        else:
            client.sendall(HEAD % 2 + b"ok")
        time.sleep(0.05)
    except OSError:
        pass
    finally:
        client.close()


def web_server():
    context = None
    if len(sys.argv) > 5:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[5], sys.argv[6])
    server = socket.create_server((address, port), backlog=64)
    print("ready", flush=True)
    server.settimeout(180)
    while time.monotonic() < END:
        client, _ = server.accept()
        client.settimeout(20)
        threading.Thread(target=serve, args=(client, context), daemon=True).start()


try:
    name_server() if kind == "dns" else web_server()
except TimeoutError:
    pass
