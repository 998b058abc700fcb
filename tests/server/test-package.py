#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Debian package of the server in a throw-away copy of the build root: it is installed, started by its unit's
own line, upgraded, removed and purged, with a real PostgreSQL beside it, as the host's guide says it.

Takes the package, or --build, ./dev and a folder to make one there. No service manager runs in the copy: what the
unit says is done by hand, and systemd-analyze judges the rest of it."""
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile

NAMESPACES = ('unshare', '--mount', '--net', '--pid', '--fork', '--kill-child', '--propagation', 'private')
ENVIRONMENT = {'PATH': '/usr/sbin:/usr/bin:/sbin:/bin', 'HOME': '/root', 'LC_ALL': 'C.UTF-8', 'DEBIAN_FRONTEND': 'noninteractive'}
CONFIG = 'etc/sparkle-universe/sparkled.conf'
PASSWORD = 'a long enough password'
ADDRESS = 'http://127.0.0.1:8080'
# What dpkg, PostgreSQL and the making of accounts write for themselves.
NOT_OURS = re.compile(r'(tmp|run|proc|dev|var/(lib/dpkg|lib/postgresql|log|cache)|etc/(dpkg|postgresql))(/|$)|etc/(\.pwd\.lock|(passwd|group|shadow|gshadow|subuid|subgid)-)$')


def skip(reason):
    print(f'1..0 # SKIP {reason}')
    sys.exit(0)


class Root:
    """The copy: the build root below, what is written on top of it in memory."""

    def __init__(self, base):
        self.upper, work, self.path = base / 'upper', base / 'work', base / 'root'
        subprocess.run(('mount', '-t', 'tmpfs', 'package', base), check=True)
        for folder in (self.upper, work, self.path):
            folder.mkdir()
        subprocess.run(('mount', '-t', 'overlay', 'package', '-o', f'lowerdir=/,upperdir={self.upper},workdir={work}', self.path), check=True)
        subprocess.run(('mount', '--rbind', '/dev', self.path / 'dev'), check=True)
        subprocess.run(('mount', '-t', 'proc', 'proc', self.path / 'proc'), check=True)
        for folder in ('run', 'tmp'):
            subprocess.run(('mount', '-t', 'tmpfs', '-o', 'mode=1777', folder, self.path / folder), check=True)
        subprocess.run(('ip', 'link', 'set', 'lo', 'up'), check=True)
        # The build root leaves manuals out; a host's machine does not.
        for file in (self.path / 'etc/dpkg/dpkg.cfg.d').iterdir():
            file.write_text(re.sub(r'(?m)^path-exclude=.*\n', '', file.read_text()))

    def run(self, *command, user=None, stdin='', status=0, **variables):
        """Runs a command in the copy and returns what it printed."""
        become = ('setpriv', f'--reuid={user}', f'--regid={user}', '--init-groups') if user else ()
        done = subprocess.run(('chroot', self.path, *become, *command), env={**ENVIRONMENT, **variables}, input=stdin, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode != status:
            raise AssertionError(f'{shlex.join(command)} ended with {done.returncode}:\n{done.stdout}')
        return done.stdout

    def leftovers(self):
        """Every path that differs from the build root below and is not another's."""
        for folder, folders, files in os.walk(self.upper):
            for name in [*folders, *files]:
                path = (pathlib.Path(folder) / name).relative_to(self.upper)
                if NOT_OURS.match(str(path)):
                    continue
                now, before = self.path / path, pathlib.Path('/') / path
                if os.path.lexists(now) != os.path.lexists(before):
                    yield f'/{path} was {"left" if os.path.lexists(now) else "taken away"}'
                elif now.is_file() and not now.is_symlink() and now.read_bytes() != before.read_bytes():
                    yield f'/{path} is not as it was'


class Trial:
    def __init__(self, root, package):
        self.root, self.package, self.process, self.number = root, package, None, 0

    def unit(self, key):
        return re.search(rf'(?m)^{key}=(.*)$', (self.root.path / 'usr/lib/systemd/system/sparkled.service').read_text()).group(1)

    def start(self):
        """Starts what the unit says, as the user it says, and returns when the server says that it is ready."""
        user = self.unit('User')
        command = ('setpriv', f'--reuid={user}', f'--regid={user}', '--init-groups', *shlex.split(self.unit('ExecStart')))
        out = self.root.run('sh', '-c', 'exec systemd-notify --fork -- "$@" 2>/tmp/sparkled.log >/tmp/sparkled.pid', 'sh', *command)
        assert out == '', out
        self.process = int((self.root.path / 'tmp/sparkled.pid').read_text())

    def stop(self):
        """Ends it in order. This program is the first of its namespace, so the server has become its child."""
        os.kill(self.process, signal.SIGTERM)
        _, status = os.waitpid(self.process, 0)
        assert status == 0, f'the server ended with {status} after SIGTERM'

    def ask(self, path, body=None):
        """The status and the body of one request, from inside the copy's network."""
        data = ('-H', 'Content-Type: application/json', '-d', json.dumps(body)) if body else ()
        *text, status = self.root.run('curl', '-sS', '-w', '\n%{http_code}', *data, ADDRESS + path).split('\n')
        return int(status), '\n'.join(text)

    def sql(self, text):
        return self.root.run('psql', '-XqAt', '-d', 'sparkle', '-c', text, user='postgres').strip()

    # The claims, in their order.

    def is_well_formed(self):
        listing = subprocess.check_output(('dpkg-deb', '-c', self.package), text=True).splitlines()
        for line in listing:
            mode, owner, *_, path = line.split()
            assert owner == 'root/root', line
            assert mode[8] != 'w', f'everybody may write {path}'
            assert re.match(r'\./($|etc/|usr/)', path), f'{path} has no place in it'
        fields = subprocess.check_output(('dpkg-deb', '-f', self.package, 'Depends'), text=True)
        for library in ('libpq5', 'libsoup-3.0-0', 'libdex-1-1', 'libsystemd0'):
            assert re.search(rf'\b{re.escape(library)}\b', fields), f'{library} is missing in Depends: {fields}'
        # The container is built from the same programs: it must bring the same libraries.
        image = (self.root.path / 'tmp/Containerfile').read_text()
        for library in re.findall(r'(?:^|, )(lib[^ ,]+|zlib1g)', fields):
            assert library == 'libc6' or re.search(rf'\s{re.escape(library)}\s', image), f'{library} is missing in the Containerfile'

    def installs(self):
        before = (self.root.path / 'etc/passwd').read_text()
        assert 'sparkled' not in before
        self.root.run('dpkg', '-i', '/tmp/one.deb')
        account = self.root.run('getent', 'passwd', 'sparkled').split(':')
        assert account[5:] == ['/nonexistent', '/usr/sbin/nologin\n'], account
        assert self.root.run('dpkg', '--verify', 'sparkled') == ''
        self.root.run('sparkled', '--check-config', '--config', f'/{CONFIG}')
        for page in ('sparkled.8', 'sparkle-admin.8'):
            assert (self.root.path / f'usr/share/man/man8/{page}.gz').exists(), page
        enabled = self.root.path / 'etc/systemd/system/multi-user.target.wants/sparkled.service'
        assert not enabled.is_symlink(), 'enabled before there is a database'

    def unit_is_right(self):
        for unit in ('sparkled.service', 'sparkled.socket'):
            told = self.root.run('systemd-analyze', 'verify', '--man=no', f'/usr/lib/systemd/system/{unit}')
            assert 'sparkled' not in told, told
        told = self.root.run('systemd-analyze', 'security', '--offline=true', '--threshold=20', '--no-pager',
                             '/usr/lib/systemd/system/sparkled.service')
        print('# ' + re.search(r'Overall exposure level.*', told).group())

    def starts(self):
        if not (self.root.path / 'etc/postgresql/18/main').exists():
            self.root.run('pg_createcluster', '18', 'main')
        self.root.run('pg_ctlcluster', '18', 'main', 'start')
        config = self.root.path / CONFIG
        config.write_text(config.read_text().replace('#workers=1\n', 'workers=2\n'))
        # README.Debian, word by word.
        guide = (self.root.path / 'usr/share/doc/sparkled/README.Debian').read_text()
        for line in re.findall(r'(?m)^ +(runuser -u postgres -- create.*)$', guide):
            self.root.run(*shlex.split(line))
        self.start()
        line = re.search(r'(?m)^ +(runuser -u sparkled -- .*)$', guide).group(1)
        self.root.run(*shlex.split(line.replace('NAME', 'ada').replace('EMAIL', 'ada@example.org')), stdin=PASSWORD + '\n')
        self.serves()

    def serves(self):
        status, text = self.ask('/health/ready')
        assert status == 200, text
        status, text = self.ask('/api/v1/auth/login', {'login': 'ada', 'password': PASSWORD})
        assert status == 200, text
        children = (self.root.path / f'proc/{self.process}/task/{self.process}/children').read_text().split()
        assert len(children) == 2, f'{len(children)} workers instead of the 2 of the changed settings'

    def upgrades(self):
        """To a newer package whose settings have changed too, while the server runs."""
        tree = self.root.path / 'tmp/newer'
        subprocess.run(('dpkg-deb', '-R', self.package, tree), check=True)
        control = tree / 'DEBIAN/control'
        control.write_text(re.sub(r'(?m)^(Version: .*)$', r'\1+newer', control.read_text()))
        with (tree / CONFIG).open('a') as file:
            file.write('\n# A newer explanation.\n')
        subprocess.run(('dpkg-deb', '--root-owner-group', '-Znone', '--build', tree, self.root.path / 'tmp/two.deb'), check=True, stdout=subprocess.DEVNULL)
        self.root.run('dpkg', '-i', '--force-confold', '/tmp/two.deb')
        assert '+newer' in self.root.run('dpkg-query', '-W', 'sparkled')
        assert '\nworkers=2\n' in (self.root.path / CONFIG).read_text(), 'the settings of the host were written over'
        assert 'newer explanation' in (self.root.path / f'{CONFIG}.dpkg-dist').read_text()
        self.serves()
        self.stop()
        self.start()
        self.serves()

    def removes(self):
        self.stop()
        self.root.run('dpkg', '-r', 'sparkled')
        assert not (self.root.path / 'usr/bin/sparkled').exists()
        assert (self.root.path / CONFIG).exists(), 'the settings went before a purge'
        self.root.run('dpkg', '-i', '--force-confold', '/tmp/two.deb')
        assert '\nworkers=2\n' in (self.root.path / CONFIG).read_text()

    def purges(self):
        (self.root.path / 'etc/sparkle-universe/sparkled.env').write_text('SPARKLE_DATABASE=postgresql:///sparkle\n')
        self.root.run('dpkg', '--purge', 'sparkled')
        left = list(self.root.leftovers())
        assert not left, '\n'.join(left)
        assert self.sql("SELECT count(*) FROM account WHERE username = 'ada'") == '1', 'the database did not stay'


def try_out(package, containerfile, base):
    root = Root(base)
    shutil.copy(package, root.path / 'tmp/one.deb')
    shutil.copy(containerfile, root.path / 'tmp/Containerfile')
    trial = Trial(root, package)
    claims = [trial.is_well_formed, trial.installs, trial.unit_is_right, trial.starts, trial.upgrades, trial.removes, trial.purges]
    print(f'1..{len(claims)}')
    for number, claim in enumerate(claims, 1):
        name = claim.__name__.replace('_', '-')
        try:
            claim()
        except AssertionError as problem:
            print(f'not ok {number} {name}')
            log = root.path / 'tmp/sparkled.log'
            for line in f'{problem}\n{log.read_text() if log.exists() else ""}'.splitlines():
                print('# ' + line)
            # Each stands on the one before.
            sys.exit(f'{name}: {problem}')
        print(f'ok {number} {name}', flush=True)


def main():
    if sys.argv[1] == '--inside':
        try_out(*map(pathlib.Path, sys.argv[2:5]))
        return
    if not pathlib.Path('/.complete').exists():
        skip('the package is tried in a copy of the build root, and this is another system')
    possible = subprocess.run((*NAMESPACES, 'true'), stderr=subprocess.PIPE, text=True)
    if possible.returncode != 0:
        skip(possible.stderr.strip() or 'no namespaces of its own')
    if sys.argv[1] == '--build':
        made = subprocess.run((sys.argv[2], 'package', '--output', sys.argv[3]), stdout=subprocess.PIPE, text=True,
                              env={key: value for key, value in os.environ.items() if key not in ('DESTDIR', 'MESON_BUILD_ROOT')})
        if made.returncode != 0:
            sys.exit('the package could not be made')
        package = re.search(r'(?m)^Package: (.*)$', made.stdout).group(1)
    else:
        package = os.path.abspath(sys.argv[1])
    containerfile = pathlib.Path(__file__).resolve().parents[2] / 'data/server/Containerfile'
    with tempfile.TemporaryDirectory(prefix='sparkle-package-') as base:
        os.chmod(base, 0o755)
        sys.exit(subprocess.run((*NAMESPACES, sys.executable, __file__, '--inside', package, str(containerfile), base)).returncode)


if __name__ == '__main__':
    main()
