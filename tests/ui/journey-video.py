#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A video by keyboard: opened, played, taken to the second that a comment names, left and closed; and what is said when it cannot be
played. The program that finds out what can be played stands in for YouTube and names a clip on this machine."""
import http.server
import os
import pathlib
import subprocess
import sys
import tempfile
import threading

from journey import Journey, wait

CLIP = pathlib.Path(sys.argv[4]).read_bytes()


class Clip(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        start, end = 0, len(CLIP) - 1
        wanted = self.headers.get('Range', '').removeprefix('bytes=').split('-')
        if len(wanted) == 2:
            start, end = int(wanted[0] or 0), int(wanted[1] or end)
        self.send_response(206 if len(wanted) == 2 else 200)
        self.send_header('Content-Type', 'video/webm')
        self.send_header('Accept-Ranges', 'bytes')
        self.send_header('Content-Length', str(end - start + 1))
        if len(wanted) == 2:
            self.send_header('Content-Range', f'bytes {start}-{end}/{len(CLIP)}')
        self.end_headers()
        try:
            self.wfile.write(CLIP[start:end + 1])
        except (BrokenPipeError, ConnectionResetError):
            pass

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Clip)
threading.Thread(target=server.serve_forever, daemon=True).start()
folder = tempfile.mkdtemp(prefix='sparkle-journey-video-')
program = pathlib.Path(folder, 'yt-dlp')
# asked for the right video, it names the clip; a file beside it makes it fail
program.write_text(f'''#!/bin/sh
[ ! -e {folder}/broken ] || exit 1
for page; do :; done
[ "$page" = 'https://www.youtube.com/watch?v=CevxZvSJLk8' ] || exit 1
echo '{{"url": "http://127.0.0.1:{server.server_address[1]}/clip.webm"}}'
''')
program.chmod(0o700)
os.environ['PATH'] = f"{folder}:{os.environ['PATH']}"

with Journey() as journey:
    kim = journey.person('kim')
    post = kim.send('/posts', title='The tiger in Roar', content='Look at 0:04.', youtube_video_id='CevxZvSJLk8')
    kim.send(f'/posts/{post}/comments', content='And at 0:07 it blinks.')
    kim.send(f'/posts/{post}/comments', content='Pinned.', video_seconds=2)
    other = kim.send('/posts', title='About something else', content='No video here.')
    for number in range(5):
        kim.send(f'/posts/{other}/comments', content=f'None at all, {number}.')
    ann = journey.app('ann')
    ann.register('ann')
    ann.resize(1270, 1390)
    # what was written at the very moment of the first sync waits behind the pill
    if wait('both posts', lambda: ann.find(ann.BUTTONS, '5 comments') or ann.find(ann.BUTTONS, '1 new post')).name == '1 new post':
        ann.press('1 new post')
    ann.press('2 comments')

    def at():
        """Where the video is, in seconds; None while there is no bar."""
        slider = ann.find('slider', 'Position')
        return slider.queryValue().currentValue / 1000 if slider else None

    def plays(least, most):
        wait(f'the video between {least} and {most} s', lambda: at() is not None and least <= at() <= most)

    # pressed, it plays
    ann.press('Play the video')
    wait('the bar', lambda: ann.find(ann.BUTTONS, 'Pause'))
    plays(0.3, 100)
    ann.press('Pause')
    wait('rest', lambda: ann.find(ann.BUTTONS, 'Play'))

    # the desktop knows of it, and its media keys reach it
    def mpris(member, *arguments, interface='org.mpris.MediaPlayer2.Player'):
        return subprocess.run(['gdbus', 'call', '--session', '-d', 'org.mpris.MediaPlayer2.com.sparkle_universe.Sparkle',
                               '-o', '/org/mpris/MediaPlayer2', '-m', f'{interface}.{member}', '--', *arguments],
                              check=True, capture_output=True, text=True).stdout

    def told(name):
        return mpris('Get', 'org.mpris.MediaPlayer2.Player', name, interface='org.freedesktop.DBus.Properties')

    assert 'Paused' in told('PlaybackStatus') and 'mpris:length' in told('Metadata'), told('Metadata')
    mpris('PlayPause')
    wait('the video to go on', lambda: ann.find(ann.BUTTONS, 'Pause') and 'Playing' in told('PlaybackStatus'))
    mpris('PlayPause')
    wait('rest', lambda: ann.find(ann.BUTTONS, 'Play'))
    track = told('Metadata').split("objectpath '")[1].split("'")[0]
    mpris('SetPosition', track, '20000000')
    plays(19.9, 20.1)
    mpris('SetPosition', f'{track}9', '1000000')  # another track than this
    mpris('Seek', '-5000000')
    plays(14.9, 15.1)

    # keys of its own while the focus is there
    ann.tab_to('Position')
    ann.keys('Home')
    plays(0, 0.4)
    ann.keys('Right')
    plays(4.6, 5.4)
    ann.keys('j')
    plays(0, 0.4)
    ann.keys('l', 'Left')
    plays(4.6, 5.4)

    # the second that a comment is about: there it goes on
    ann.keys('Home')
    plays(0, 0.4)
    ann.press('Watch from 0:02')
    plays(2, 100)

    # where people talk: at 0:02 and 0:07; the 0:04 is the post's own
    ann.press('Pause')
    ann.tab_to('Where people talk')
    for _ in range(3):
        ann.keys('Left')
    line = ann.find('slider', 'Where people talk')
    wait('the moment of the first dot', lambda: line.queryValue().currentValue == 2)
    ann.keys('Right', 'Return')
    plays(7, 100)

    # a comment about this very moment
    ann.press('Pause')
    pin = wait('the offer to pin', lambda: ann.find(ann.BUTTONS, 'At 0:', contains=True))
    pinned = int(pin.name.removeprefix('At 0:'))
    ann.press(pin.name)
    ann.tab_to('Comment', key='shift+Tab')
    ann.key_in('Right here')
    ann.keys('ctrl+Return')
    wait('the pinned comment on the server', lambda: any(c['content'] == 'Right here' and c['video_seconds'] == pinned
                                                         for c in kim.call('GET', f'/posts/{post}/comments')))

    # another page, and it is over
    ann.press('5 comments')
    wait('the video to be closed', lambda: not ann.find('slider', 'Position'))
    assert subprocess.run(['gdbus', 'call', '--session', '-d', 'org.freedesktop.DBus', '-o', '/org/freedesktop/DBus', '-m',
                           'org.freedesktop.DBus.NameHasOwner', 'org.mpris.MediaPlayer2.com.sparkle_universe.Sparkle'],
                          check=True, capture_output=True, text=True).stdout.strip() == '(false,)'

    # what cannot be played says so, and can be tried again
    pathlib.Path(folder, 'broken').touch()
    ann.press('3 comments')
    ann.press('Play the video')
    ann.wait_sees('This video cannot be played here')
    assert ann.find(ann.BUTTONS, 'Open on YouTube')
    pathlib.Path(folder, 'broken').unlink()
    ann.press('Retry')
    plays(0.2, 100)
    # the web source loses what is under way when the program ends (GStreamer 1.28)
    ann.press('5 comments')
    wait('the video to be closed', lambda: not ann.find('slider', 'Position'))
print('1..1\nok 1 - journey video')
