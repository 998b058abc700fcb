#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was typed more than a second ago is there after kill -9."""
from journey import Journey

with Journey() as journey:
    ann = journey.app('ann')
    ann.register('ann')
    ann.write('On the frog trilogy', 'It began with three frogs and a sign.')
    ann.wait_sees('Saved')
    ann.kill()

    ann.launch()
    ann.wait_person('ann')  # the keyring answers after the window stands
    ann.keys('alt+3')
    ann.wait_sees('On the frog trilogy')
    ann.wait_sees('It began with three frogs and a sign.')
print('1..1\nok 1 - journey draft')
