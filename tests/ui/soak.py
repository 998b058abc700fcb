#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""soak.py SPARKLE STAGE SPARKLED [EVENTS [CHANGES]]: the app stays open while a busy community writes.

Four people react, comment, edit and delete over HTTP as fast as the server lets them, until EVENTS writes are answered
(100,000); meanwhile a reader changes the page CHANGES times (200). The app's memory, threads and descriptors are
looked at whenever it shows Home. It fails when the last quarter of the run holds more than the second one did, or when the
app says anything critical."""
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import threading

from gi.repository import GLib

import tour
from journey import Journey, wait

EVENTS = int(sys.argv[4]) if len(sys.argv) > 4 else 100_000
CHANGES = int(sys.argv[5]) if len(sys.argv) > 5 else 200
WRITERS = 4
POSTS = 40
ALLOWED_MB, ALLOWED_PART = 4.0, 0.04


class Writer(threading.Thread):
    """One person who writes without a pause."""

    def __init__(self, address, token, posts, quota, seed):
        super().__init__(daemon=True)
        self.connection = http.client.HTTPConnection(*address)
        self.token, self.posts, self.quota = token, posts, quota
        self.random = random.Random(seed)
        self.comments, self.done, self.error = [], 0, None

    def call(self, method, path, body=None):
        headers = {'Authorization': f'Bearer {self.token}', 'Content-Type': 'application/json'}
        self.connection.request(method, '/api/v1' + path, None if body is None else json.dumps(body), headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status not in (200, 201):
            raise RuntimeError(f'{method} {path}: {answer.status} {text[:200]!r}')
        return json.loads(text)['data']

    def step(self):
        roll, post = self.random.random(), self.random.choice(self.posts)
        kind = self.random.choice(('like', 'love', 'fire', 'sparkle', 'mind_blown'))
        if roll < 0.55 or not self.comments:
            self.call('PUT', f'/posts/{post}/reactions/{kind}') if self.random.random() < 0.5 else \
                self.call('DELETE', f'/posts/{post}/reactions/{kind}')
            if not self.comments:
                self.comments.append(self.call('POST', f'/posts/{post}/comments', {'content': 'The shadow moves first.'})['id'])
        elif roll < 0.75:
            self.call('PATCH', f'/comments/{self.random.choice(self.comments)}', {'content': f'Edited {self.done} times **over**.'})
        elif roll < 0.88:
            self.comments.append(self.call('POST', f'/posts/{post}/comments', {'content': f'I watched it {self.done} times.'})['id'])
        else:
            self.call('DELETE', f'/comments/{self.comments.pop(self.random.randrange(len(self.comments)))}')

    def run(self):
        try:
            while self.done < self.quota:
                self.step()
                self.done += 1
        except Exception as error:  # told by the main thread
            self.error = error


def look(pid):
    """MB of memory that the app alone has written, threads, descriptors. Libraries' code is left out: how much of it counts depends on
    who else runs."""
    with open(f'/proc/{pid}/smaps_rollup', encoding='ascii') as file:
        own = next(int(line.split()[1]) for line in file if line.startswith('Private_Dirty:'))
    return own / 1024, len(os.listdir(f'/proc/{pid}/task')), len(os.listdir(f'/proc/{pid}/fd'))


def main():
    with Journey() as journey:
        people = ['ann', 'bob', 'cleo', 'dan']
        tokens = [journey.stage.say('register ' + name, 'token') for name in people]
        host, port = journey.stage.url.removeprefix('http://').split(':')
        author = Writer((host, int(port)), tokens[0], [], 0, 0)
        posts = [author.call('POST', '/posts', {'title': f'Theory {n}', 'content': f'# Part {n}\n\nAt 1:42 the *clock* runs backwards.',
                                                'tags': ['theory']})['id'] for n in range(POSTS)]
        reader = journey.app('reader')
        reader.register('reader')
        tour.home(reader)
        writers = [Writer((host, int(port)), token, posts, EVENTS // WRITERS, seed) for seed, token in enumerate(tokens)]
        for writer in writers:
            writer.start()

        samples, places = [], [tour.PLACES[name] for name in tour.PLACES if name not in ('home', 'sidebar', 'waiting', 'history')]
        written = lambda: sum(writer.done for writer in writers)
        for change in range(CHANGES):
            (tour.home if change % 2 else places[change // 2 % len(places)])(reader)
            assert reader.process.poll() is None, f'the app ended with {reader.process.returncode}'
            if change % 2:
                samples.append(look(reader.process.pid))
                print(f'# {written()} events, {change + 1} pages: {samples[-1][0]:.1f} MB, {samples[-1][1]} threads, {samples[-1][2]} descriptors',
                      flush=True)
            failed = next((writer.error for writer in writers if writer.error), None)
            assert failed is None, failed
            wait('the writers to come along', lambda: written() >= EVENTS * change // CHANGES or any(w.error for w in writers), 120)
        for writer in writers:
            writer.join()
            assert writer.error is None, writer.error
        assert written() >= EVENTS // WRITERS * WRITERS

        quarter = len(samples) // 4
        early, late = samples[quarter:2 * quarter], samples[-quarter:]
        for index, (what, unit, slack) in enumerate((('memory', 'MB', ALLOWED_MB), ('threads', 'threads', 2), ('descriptors', 'descriptors', 4))):
            before, after = (statistics.median(sample[index] for sample in part) for part in (early, late))
            print(f'# {what}: {before:.1f} {unit} in the second quarter, {after:.1f} in the last')
            assert after <= before * (1 + (ALLOWED_PART if index == 0 else 0)) + slack, f'{what} grew from {before:.1f} to {after:.1f} {unit}'


try:
    main()
except (AssertionError, GLib.Error, subprocess.SubprocessError) as error:
    print(f'1..1\nnot ok 1 - soak: {error}')
    sys.exit(1)
print(f'1..1\nok 1 - {EVENTS} events and {CHANGES} page changes')
