#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Register, write without a connection, come back; a second app sees it, once."""
import pyatspi
from journey import Journey, wait

with Journey() as journey:
    ann = journey.app('ann')
    bo = journey.app('bo')
    ann.register('ann')
    bo.wait_sees('No posts yet')

    journey.stage.stop()
    ann.write('Written on a train', 'Nobody can read this yet.')
    ann.wait_sees('Saved')
    ann.press('Publish')
    wait('the outbox to count one', lambda: ann.sees('1 waits in the outbox'))

    # by keys into the outbox, and they work on what is there
    ann.keys('g', 'o')
    wait('the focus in the outbox', lambda: next(
        (n for n in ann.walk(ann.find('list', 'Outbox')) if n.getState().contains(pyatspi.STATE_FOCUSED)), None))
    ann.keys('g', 'h')
    ann.wait_sees('Written on a train')
    assert not bo.sees('Written on a train')

    journey.stage.start()
    ann.wait_gone('1 waits in the outbox')

    def arrived():
        pill = bo.find(bo.BUTTONS, '1 new post')
        if pill:
            pill.queryAction().doAction(0)
        return bo.sees('Written on a train')

    wait('the post in the second app', arrived)
    assert journey.stage.count("SELECT count(*) FROM post WHERE title = 'Written on a train'") == 1
print('1..1\nok 1 - journey offline')
