#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""make-clip.py OUTPUT SECONDS: a clip with sound whose frames say in black and white which they are: eight fields, a bit each; after 256
they begin again."""
import subprocess
import sys

WIDTH, HEIGHT, RATE = 320, 180, 25
FRAMES = RATE * int(sys.argv[2])


def frame(number):
    field = WIDTH // 8
    row = b''.join((b'\xeb' if number >> bit & 1 else b'\x10') * field for bit in range(7, -1, -1))
    return b'FRAME\n' + row * HEIGHT + b'\x80' * (WIDTH * HEIGHT // 2)


command = ['gst-launch-1.0', '-q', 'fdsrc', 'fd=0', '!', 'y4mdec', '!', 'videoconvert', '!', 'vp8enc', 'deadline=1', 'cpu-used=8',
           'keyframe-max-dist=25', 'target-bitrate=400000', '!', 'queue', '!', 'mux.',
           'audiotestsrc', f'num-buffers={FRAMES * 44100 // RATE // 1024}', 'samplesperbuffer=1024', 'volume=0.1', '!',
           'audio/x-raw,rate=44100,channels=1', '!', 'audioconvert', '!', 'vorbisenc', '!', 'queue', '!', 'mux.',
           'webmmux', 'name=mux', '!', 'filesink', f'location={sys.argv[1]}']
with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
    process.stdin.write(f'YUV4MPEG2 W{WIDTH} H{HEIGHT} F{RATE}:1 Ip A1:1 C420\n'.encode())
    for number in range(FRAMES):
        process.stdin.write(frame(number))
    process.stdin.close()
sys.exit(process.wait())
