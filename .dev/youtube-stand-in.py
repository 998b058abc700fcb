#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for YouTube while developing: titles of the demo's videos, and drawn pictures, from this machine alone.

Usage: youtube-stand-in.py FOLDER-OF-THE-DEMO PORT-FILE"""
import colorsys
import configparser
import csv
import hashlib
import http.server
import json
import math
import os
import pathlib
import re
import struct
import sys
import urllib.parse
import zlib

WIDTH, HEIGHT = 320, 180


def read_titles(folder):
    """Id -> (title, channel), of what the demo is about."""
    titles = {}
    demo = configparser.ConfigParser(strict=False)
    demo.read(folder / 'demo.ini')
    for name in demo.sections():
        if demo[name].get('video'):
            title = demo[name]['title']
            titles[demo[name]['video']] = title, re.split(r' - | ft\. ', title)[0]
    with open(folder / 'superbowl-ads.csv', newline='') as file:
        for row in csv.DictReader(file):
            found = re.search(r'[?&/](?:v=|embed/)?([A-Za-z0-9_-]{11})(?:$|[&?])', row.get('youtube_url', ''))
            if found:
                titles[found[1]] = f'{row["brand"]} in the Super Bowl of {row["year"]}', row['brand']
    return titles


def draw(video):
    """A picture in colours of the id: a sky, hills and a spark. No two are alike, none is anybody's."""
    seed = hashlib.sha256(video.encode()).digest()
    hue = seed[0] / 255
    top = colorsys.hls_to_rgb(hue, .62, .5)
    bottom = colorsys.hls_to_rgb((hue + .1) % 1, .24, .55)
    spark = colorsys.hls_to_rgb((hue + .45) % 1, .75, .8)
    x0, y0, size = WIDTH * (.25 + seed[1] / 510), HEIGHT * (.25 + seed[2] / 1020), 18 + seed[3] / 9
    rows = bytearray()
    hills = [HEIGHT * (.72 + .12 * math.sin(x / (40 + seed[4] / 4) + seed[5])) for x in range(WIDTH)]
    for y in range(HEIGHT):
        rows.append(0)
        share = y / HEIGHT
        for x in range(WIDTH):
            colour = [a + (b - a) * share for a, b in zip(top, bottom)]
            if y > hills[x]:
                colour = [c * .55 for c in colour]
            distance = math.sqrt(abs(x - x0) / size) + math.sqrt(abs(y - y0) / size)
            if distance < 1.15:
                colour = [c + (s - c) * min(1, (1.15 - distance) * 4) for c, s in zip(colour, spark)]
            rows += bytes(int(max(0, min(1, c)) * 255) for c in colour)

    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', WIDTH, HEIGHT, 8, 2, 0, 0, 0)) +
            chunk(b'IDAT', zlib.compress(bytes(rows), 6)) + chunk(b'IEND', b''))


class Handler(http.server.BaseHTTPRequestHandler):
    titles = {}

    def do_GET(self):
        address = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(address.query)
        picture = re.fullmatch(r'/vi/([A-Za-z0-9_-]{11})/\w+\.jpg', address.path)
        wanted = re.fullmatch(r'https://www\.youtube\.com/watch\?v=([A-Za-z0-9_-]{11})', query.get('url', [''])[0])
        if address.path == '/oembed' and wanted:
            title, channel = self.titles.get(wanted[1], (f'A video ({wanted[1]})', 'Somebody'))
            self.answer('application/json', json.dumps({
                'title': title, 'author_name': channel, 'author_url': 'https://www.youtube.com/@' + re.sub(r'\W', '', channel)}).encode())
        elif picture:
            self.answer('image/png', draw(picture[1]))
        else:
            self.send_error(404)

    def answer(self, kind, body):
        self.send_response(200)
        self.send_header('Content-Type', kind)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def main():
    Handler.titles = read_titles(pathlib.Path(sys.argv[1]))
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    with open(sys.argv[2] + '.new', 'w') as file:
        file.write(f'{server.server_address[1]}\n')
    os.replace(sys.argv[2] + '.new', sys.argv[2])
    server.serve_forever()


if __name__ == '__main__':
    main()
