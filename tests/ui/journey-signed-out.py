#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A session that was ended elsewhere is said, writing goes on, and signing in again sends it."""
from journey import Journey, wait

with Journey() as journey:
    ann = journey.app('ann')
    ann.register('ann')
    journey.stage.count('WITH gone AS (DELETE FROM session RETURNING 1) SELECT count(*) FROM gone')
    journey.stage.stop()
    journey.stage.start()
    ann.wait_sees('Your sign-in has ended. What you write waits here.')

    ann.write('Written signed out', 'It waits for me.')
    ann.wait_sees('Saved')
    ann.press('Publish')
    wait('the outbox to count one', lambda: ann.sees('1 waits in the outbox'))
    assert journey.stage.count("SELECT count(*) FROM post") == 0

    ann.sign_in('ann')
    wait('the post on the server', lambda: journey.stage.count("SELECT count(*) FROM post WHERE title = 'Written signed out'") == 1)
    ann.wait_gone('1 waits in the outbox')
    wait('the banner to go', lambda: not ann.find('label', 'Your sign-in has ended. What you write waits here.'))

    # The end of the desktop session, with a dialog before the window: Journey waits for the app to end cleanly.
    ann.keys('ctrl+question')
    wait('the dialog', lambda: ann.find('dialog', None))
print('1..1\nok 1 - journey signed out')
