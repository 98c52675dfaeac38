#!/usr/bin/env python3
"""Plants the errors of mutants.txt, one at a time, and shows which checks see them.

  python3 src/reference/mutants/mutants.py [--only check|verify|tests] [--unseen] [--rest] [--jobs N] [--results FILE] [--drawn] [NAME...]

from the project's folder, after "mvn -DskipTests package". Each error is planted in a copy of its source, which is compiled, where a constant
changes with all sources that name its class (javac copies constants into them), and put first on the class path; the project stays as it is. Then
these run, each without an error first, the program's commands in a warm JVM (Runner.java):

  check    "train --check" on the data and with the options that the table names
  verify   "verify", with a short XOR training
  tests    the unit tests of the file's package, and if they pass all others that name its class

"seen": a numeric check disagreed (exit code 3), or a test failed; "error": it ended with another error; "endless": it had to be stopped. All three
count as seen. "-" is a pass; so it is, without a run, where the program does not even load a class that the error changes. "." was not run. What a
run finds is added to the file of results, results.txt beside the table by default. --unseen leaves out what an earlier check of the same error has
seen, --rest what has a result already. At the end, and with --summary without a run, it prints how many of each group were seen. Exit code 1 if an
error cannot be planted.

With --drawn the errors are those of drawn.txt: a hundred of the changes that PIT makes to the compiled program, drawn by "--draw" with a fixed seed.
For both PIT must have written all of them to target/pit-reports, without running them (so that its threshold fails):

  mvn -Pmutants -Dpit.dryRun=true -Dfeatures=+EXPORT '-DtargetClasses=dev.crosscheck.nn.*,dev.crosscheck.measure.*,dev.crosscheck.statistics.*,
      dev.crosscheck.data.table.*,dev.crosscheck.train.*' test
"""
import argparse
import concurrent.futures
import gzip
import os
import random
import re
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
MAIN = os.path.join(ROOT, 'src/main/java/dev/crosscheck')
TEST = os.path.join(ROOT, 'src/test/java/dev/crosscheck')
EXPORT = os.path.join(ROOT, 'target/pit-reports/export')
SEED, DRAWN = 24, 100
DRAWN_DATA = {'train.dl4j.': 'dl4j', 'train.byhand.Lit': 'digits', 'NumberMeasures': 'mass', 'OfNumber': 'mass'}  # the rest: species
COLUMNS = ('check', 'verify', 'tests')
SEEN = ('seen', 'error', 'endless')
LIMITS = {'compile': 300, 'check': 400, 'verify': 900, 'tests': 600}  # seconds, many times what each takes
JUNIT = 'org.junit.platform:junit-platform-console-standalone:1.14.4'
PENGUINS = ['--data', 'data/penguins/penguins.csv', '--target']
DATA = {
    'species': PENGUINS + ['species'], 'year': PENGUINS + ['year'], 'sex': PENGUINS + ['sex'], 'mass': PENGUINS + ['body_mass_g'],
    'digits': ['--trainer', 'by-hand', '--time-limit', '1s'], 'dl4j': ['--trainer', 'dl4j', '--time-limit', '1s'],
    'pictures': ['--data', 'PICTURES'], 'made': ['--data', 'MADE', '--target', 'side']}


class Mutant:
    """One entry of the table."""

    def __init__(self, name, group):
        self.name, self.group, self.file, self.edits, self.why, self.check = name, group, None, [], None, None

    def planted(self):
        """The source with the error in it; ValueError unless each text is there exactly once."""
        with open(os.path.join(MAIN, self.file), encoding='utf-8') as file:
            text = file.read()
        for old, new in self.edits:
            pattern = r'\s+'.join(re.escape(word) for word in old.split())
            found = len(re.findall(pattern, text))
            if found != 1:
                raise ValueError(f'{self.file} has {found} times: {old}')
            text = re.sub(pattern, lambda match: new, text)
        return text


class Drawn(Mutant):
    """One of PIT's, as drawn.txt has it."""

    def __init__(self, line):
        check, identity, self.why = (part.strip() for part in line.split('|'))
        self.identity = identity
        owner, method, *_, index, _ = identity.split()
        outer = owner.split('$')[0]
        super().__init__(
            f'{owner.removeprefix("dev.crosscheck.")}.{method}:{index}'.replace('<', '').replace('>', ''),
            outer.removeprefix('dev.crosscheck.').rpartition('.')[0])
        self.name += '-' + identity.split()[-1].removesuffix('Mutator')
        self.file, self.check = outer.removeprefix('dev.crosscheck.').replace('.', '/') + '.java', check
        self.owner = owner

    def compiled(self, classes):
        """Puts the changed class among the classes."""
        folder = os.path.join(EXPORT, self.owner.replace('.', '/'), 'mutants')
        for number in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
            with open(os.path.join(folder, number, 'details.txt'), encoding='utf-8') as file:
                if identity_of(file.read()) == self.identity:
                    path = os.path.join(classes, self.owner.replace('.', '/') + '.class')
                    os.makedirs(os.path.dirname(path))
                    shutil.copy(os.path.join(folder, number, self.owner + '.class'), path)
                    return
        raise ValueError(f'{folder} has no {self.identity}')


def identity_of(details):
    """What names one of PIT's changes: class, method with its types, place and kind."""
    match = re.search(r'clazz=(\S+), method=(\S+), methodDesc=(\S+)\], indexes=\[(\d+)[^]]*\], mutator=\S+\.(\w+)', details)
    return ' '.join(match.groups())


def draw():
    """Draws from what PIT exported, whose files are in no order."""
    found = []
    for folder, _, files in os.walk(EXPORT):
        if 'details.txt' in files:
            with open(os.path.join(folder, 'details.txt'), encoding='utf-8') as file:
                text = file.read()
            found.append((identity_of(text), re.search(r'description=(.*), testsInOrder', text).group(1), re.search(r'lineNumber=(\d+)', text).group(1)))
    if not found:
        sys.exit(f'{EXPORT} has nothing; --help says what fills it')
    drawn = sorted(random.Random(SEED).sample(sorted(found), DRAWN))
    with open(os.path.join(HERE, 'drawn.txt'), 'w', encoding='utf-8') as file:
        file.write(f'# {DRAWN} of the {len(found)} changes that PIT makes to the classes of -Pmutants, drawn with the seed {SEED}.\n')
        file.write('# data and options of "train --check" | class, method, types, instruction and kind | what PIT says of it, and the line then\n')
        for identity, description, line in drawn:
            data = next((data for part, data in DRAWN_DATA.items() if part in identity), 'species')
            file.write(f'{data} | {identity} | {description}, line {line}\n')


def drawn():
    with open(os.path.join(HERE, 'drawn.txt'), encoding='utf-8') as file:
        return [Drawn(line) for line in file if not line.startswith('#')]


def table():
    mutants = []
    group = None
    with open(os.path.join(HERE, 'mutants.txt'), encoding='utf-8') as file:
        for number, line in enumerate(file, 1):
            line = line.strip()
            group = line[3:] if line.startswith('## ') else group
            if not line or line.startswith('#'):
                continue
            word, _, rest = line.partition(' ')
            rest = rest.strip()
            if line.startswith('['):
                mutants.append(Mutant(line[1:-1], group))
            elif word == '-':
                mutants[-1].edits.append([rest, None])
            elif word == '+':
                mutants[-1].edits[-1][1] = rest
            elif word in ('file', 'why', 'check'):
                setattr(mutants[-1], word, rest)
            else:
                sys.exit(f'mutants.txt:{number}: expected an entry\'s line, found "{line}"')
    return mutants


def has_failure(log):
    """Whether a command has printed a result that disagrees, after which it cannot end well."""
    if not os.path.exists(log):
        return False
    with open(log, encoding='utf-8', errors='replace') as file:
        return any(line.startswith('FAIL ') for line in file)


class Jvm:
    """A warm JVM with Runner.java in it: each thread has its own, anew after some runs and after one that had to be stopped."""

    RUNS = 60

    def __init__(self, work, options):
        self.work, self.options, self.process, self.runs = work, options, None, 0

    def answer(self, words, limit, log=None):
        """What the runner answers to a line, "3" as soon as a result in the log fails; None after the limit."""
        if self.process is None or self.runs == self.RUNS:
            self.stop()
            self.start()
        self.runs += 1
        self.process.stdin.write('\t'.join(words) + '\n')
        self.process.stdin.flush()
        end = time.monotonic() + limit
        failed = late = False
        while not (failed or late or select.select([self.process.stdout], [], [], 1)[0]):
            failed = log is not None and has_failure(log)
            late = time.monotonic() > end
        if failed or late:
            self.process.kill()
        line = self.process.stdout.readline()
        if line:
            return line.strip()
        self.process.wait()
        self.process = None
        return '3' if failed else None if late else 'the JVM ended'

    def start(self):
        environment = {key: value for key, value in os.environ.items() if not key.startswith('OPENBLAS_')}
        self.process = subprocess.Popen(
            ['java', '-Xmx3g'] + self.options + ['-cp', self.work + ':' + os.path.join(ROOT, 'target/lib/*'), 'Runner'],
            cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.runs = 0

    def stop(self):
        if self.process is not None:
            self.process.stdin.close()
            self.process.wait()
            self.process.stdout.close()
            self.process = None


class Planter:
    def __init__(self, work):
        self.work = work
        self.jars = os.path.join(ROOT, 'target/lib/*')
        self.classes = os.path.join(ROOT, 'target/classes')
        self.own = threading.local()
        self.jvms = []
        subprocess.run(['javac', '-d', work, os.path.join(HERE, 'Runner.java')], check=True)
        with open(os.path.join(work, 'logback.xml'), 'w', encoding='utf-8') as file:
            file.write('<configuration><root level="OFF"/></configuration>')  # or all that the libraries do would be logged
        self.pictures = os.path.join(work, 'pictures')
        self.junit = self.test_path = None
        self.locks = {}
        self.loads = {}  # by command: the classes that a run without an error loads
        self.words = {}
        for folder, _, files in os.walk(MAIN):
            for file in files:
                if file.endswith('.java'):
                    path = os.path.join(folder, file)
                    with open(path, encoding='utf-8') as source:
                        self.words[path] = set(re.findall(r'\w+', source.read()))
        write_pictures(self.pictures)
        self.made = os.path.join(work, 'made.csv')
        write_table(self.made)

    def compile(self, mutant, folder):
        if isinstance(mutant, Drawn):
            mutant.compiled(os.path.join(folder, 'classes'))
            return os.path.join(folder, 'classes')
        text = mutant.planted()
        origin = os.path.join(MAIN, mutant.file)
        name = os.path.basename(origin)[:-len('.java')]
        copy = os.path.join(folder, 'src', os.path.basename(origin))
        os.makedirs(os.path.dirname(copy))
        with open(copy, 'w', encoding='utf-8') as file:
            file.write(text)
        constant = any(re.search(r'\b[A-Z][A-Z0-9_]+ = ', new) for _, new in mutant.edits)
        users = [path for path, words in self.words.items() if constant and name in words and path != origin]
        classes = os.path.join(folder, 'classes')
        os.makedirs(classes)
        said = self.jvm().answer(
            ['compile', '-g', '-parameters', '-proc:none', '-nowarn', '-Xlint:none', '-encoding', 'UTF-8', '-d', classes, '-cp', self.path(), '--add-modules',
             'jdk.incubator.vector', copy] + users, LIMITS['compile'])
        if said != '0':
            raise ValueError(said)
        return classes

    def jvm(self, kind='short'):
        """This thread's JVM. What is short is over before a second compiler would be worth its while."""
        if not hasattr(self.own, kind):
            options = ['@' + os.path.join(ROOT, 'bin/java.options')] if kind != 'plain' else ['-XX:+UseSerialGC']
            setattr(self.own, kind, Jvm(self.work, options + (['-XX:TieredStopAtLevel=1'] if kind == 'short' else [])))
            self.jvms.append(getattr(self.own, kind))
        return getattr(self.own, kind)

    def path(self):
        """The class path without an error; javac takes no star inside of a JVM."""
        folder = os.path.dirname(self.jars)
        return ':'.join([self.classes] + sorted(os.path.join(folder, jar) for jar in os.listdir(folder)))

    def changed(self, classes):
        """The classes that are not as they were, by name."""
        names = set()
        for folder, _, files in os.walk(classes):
            for file in files:
                path = os.path.join(folder, file)
                place = os.path.relpath(path, classes)
                with open(path, 'rb') as mine, open(os.path.join(self.classes, place), 'rb') as other:
                    if mine.read() != other.read():
                        names.add(place[:-len('.class')].replace('/', '.'))
        return names

    def program(self, options, column, classes, folder):
        """How a run of the program ends. It is run without an error first, if that has not been done."""
        line = ' '.join(options)
        with self.locks.setdefault(line, threading.Lock()):
            if line not in self.loads:
                self.loads[line] = self.without(options, column)
        if not self.changed(classes) & self.loads[line]:
            return '-'
        return self.crosscheck(options, column, [classes, self.classes], folder)

    def crosscheck(self, options, column, classes, folder):
        log = os.path.join(folder, column + '.log')
        command = options[1:] if options[0] == 'plain' else options
        words = ['run'] + [place + '/' for place in classes] + [';', log, os.path.join(folder, 'loaded')] + command + ['--out', os.path.join(folder, column)]
        kind = 'plain' if options[0] == 'plain' else 'short' if '--target' in options else 'long'
        code = self.jvm(kind).answer(words, LIMITS[column], log if column == 'verify' else None)
        return {None: 'endless', '0': '-', '3': 'seen'}.get(code, 'error')

    def without(self, options, column):
        """The classes that a run without an error loads. It must pass, or what a run with one says means nothing."""
        folder = tempfile.mkdtemp(dir=self.work)
        how = self.crosscheck(options, column, [self.classes], folder)
        if how != '-':
            with open(os.path.join(folder, column + '.log'), encoding='utf-8') as log:
                raise ValueError(f'without an error, {" ".join(options)} ends with "{how}":\n{log.read()[-2000:]}')
        with open(os.path.join(folder, 'loaded'), encoding='utf-8') as file:
            return set(file.read().split())

    def check(self, mutant, classes, folder):
        return self.program(self.check_options(mutant), 'check', classes, folder)

    def check_options(self, mutant):
        data, *more = mutant.check.split()
        without = ['plain'] if 'WITHOUT-VECTORS' in more else []
        more = [word for word in more if word != 'WITHOUT-VECTORS']
        options = without + ['train', '--check'] + [{'PICTURES': self.pictures, 'MADE': self.made}.get(word, word) for word in DATA[data]] + more
        for option, value in (('--epochs', '1'), ('--hidden', '61,13')):
            if option not in options and (option == '--epochs' or data not in ('digits', 'dl4j')):
                options += [option, value]
        return options

    def verify(self, mutant, classes, folder):
        return self.program(['verify', '--epochs', '100'], 'verify', classes, folder)

    def tests(self, mutant, classes, folder):
        name = os.path.basename(mutant.file)[:-len('.java')]
        own, others = [], []
        for place, _, files in os.walk(TEST):
            for file in files:
                if not file.endswith('Test.java') or file in ('FuzzTest.java', 'ArchitectureTest.java', 'DocumentationTest.java'):
                    continue
                path = os.path.join(place, file)
                test = os.path.relpath(path, os.path.join(ROOT, 'src/test/java'))[:-len('.java')].replace('/', '.')
                if os.path.relpath(place, TEST) == os.path.dirname(mutant.file):
                    own.append(test)
                else:
                    with open(path, encoding='utf-8') as source:
                        if re.search(rf'\b{name}\b', source.read()):
                            others.append(test)
        for tests in (own, others):
            if tests:
                with self.locks.setdefault(tests[0], threading.Lock()):
                    if tests[0] not in self.loads and self.junit_run(tests, [self.test_path], os.path.join(folder, 'tests.log')) != '-':
                        raise ValueError(f'without an error, {", ".join(tests)} do not all pass')
                    self.loads[tests[0]] = set()
                how = self.junit_run(tests, [classes, self.test_path], os.path.join(folder, 'tests.log'))
                if how != '-':
                    return how
        return '-'

    def junit_run(self, tests, path, log):
        command = ['java', '@' + os.path.join(ROOT, 'bin/java.options'), '-Xmx2g', '-jar', self.junit, 'execute', '--disable-banner', '--details=tree',
                   '-cp', ':'.join(path)] + ['--select-class=' + test for test in sorted(tests)]
        with open(log, 'w', encoding='utf-8') as out:
            try:
                code = subprocess.run(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, timeout=LIMITS['tests']).returncode
            except subprocess.TimeoutExpired:
                return 'endless'
        return {0: '-', 1: 'seen'}.get(code, 'error')

    def prepare_tests(self):
        """The unit tests' class path, and JUnit's launcher for the command line, both by Maven."""
        path = os.path.join(self.work, 'test-path')
        for goal in (['dependency:build-classpath', '-Dmdep.outputFile=' + path, '-Dmdep.includeScope=test'],
                     ['dependency:copy', '-Dartifact=' + JUNIT, '-DoutputDirectory=' + self.work]):
            subprocess.run(['mvn', '-B', '-ntp', '-q'] + goal, cwd=ROOT, check=True)
        with open(path, encoding='utf-8') as file:
            self.test_path = ':'.join([os.path.join(ROOT, 'target/test-classes'), self.classes, file.read().strip()])
        self.junit = os.path.join(self.work, '{1}-{2}.jar'.format(*JUNIT.split(':')))


def write_table(path):
    """A table with negative numbers, a constant that binary numbers do not have, numbers whose squares are 0, 25 kinds, and rare owners of one side."""
    with open(path, 'w', encoding='utf-8') as file:
        file.write('cold,same,tiny,kind,owner,side\n')
        for row in range(150):
            left = row * 5 % 7 > 3
            file.write(f'{-1.5 - row * 7 % 13 / 4},0.1,{1 + row % 9}e-200,k{row % 25},{left}{row // 3 % 40},{"left" if left else "right"}\n')


def write_pictures(folder):
    """The first 30 training images of each of the digits 0 to 2 as PNG files, in sub-folders."""
    with gzip.open(os.path.join(ROOT, 'data/mnist/train-images-idx3-ubyte.gz')) as file:
        pixels = file.read(16 + 28 * 28 * 1000)[16:]
    with gzip.open(os.path.join(ROOT, 'data/mnist/train-labels-idx1-ubyte.gz')) as file:
        labels = file.read(8 + 1000)[8:]
    counts = [0, 0, 0]
    for number, label in enumerate(labels):
        if label > 2 or counts[label] == 30:
            continue
        counts[label] += 1
        rows = b''.join(b'\0' + pixels[(number * 28 + row) * 28:(number * 28 + row + 1) * 28] for row in range(28))
        parts = ((b'IHDR', struct.pack('>IIBBBBB', 28, 28, 8, 0, 0, 0, 0)), (b'IDAT', zlib.compress(rows)), (b'IEND', b''))
        os.makedirs(os.path.join(folder, str(label)), exist_ok=True)
        with open(os.path.join(folder, str(label), f'{number}.png'), 'wb') as file:
            file.write(b'\x89PNG\r\n\x1a\n')
            for kind, body in parts:
                file.write(struct.pack('>I', len(body)) + kind + body + struct.pack('>I', zlib.crc32(kind + body)))


def read_results(path):
    results = {}
    if os.path.exists(path):
        with open(path, encoding='utf-8') as file:
            for line in file:
                words = line.split()
                if len(words) == 4 and not line.startswith('#'):
                    results[words[0]] = dict(zip(COLUMNS, words[1:]))
    return results


def write_results(path, mutants, results):
    with open(path, 'w', encoding='utf-8') as file:
        file.write('# Which check saw which error ; mutants.py says what the words mean.\n')
        file.write(f'# {"error":58} {"check":8} {"verify":8} tests\n')
        for mutant in mutants:
            row = results.get(mutant.name, {})
            file.write(f'{mutant.name:60} {row.get("check", "."):8} {row.get("verify", "."):8} {row.get("tests", ".")}\n')


def summarise(mutants, results):
    """Prints how many of each group were seen, as a table in Markdown."""
    print('\n| errors in | planted | seen by `--check` | of the others by `verify` | of the others by unit tests | by nothing |\n|---|---|---|---|---|---|')
    for group in list(dict.fromkeys(mutant.group for mutant in mutants)) + [None]:
        left = [results.get(mutant.name, {}) for mutant in mutants if group in (mutant.group, None)]
        cells = [group or 'all', str(len(left))]
        for column in COLUMNS:
            seen = [row for row in left if row.get(column) in SEEN]
            left = [row for row in left if row.get(column) not in SEEN]
            cells.append(str(len(seen)))
        print('| ' + ' | '.join(cells + [str(len(left))]) + ' |')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('names', nargs='*', metavar='NAME')
    parser.add_argument('--only', choices=COLUMNS, action='append')
    parser.add_argument('--unseen', action='store_true')
    parser.add_argument('--rest', action='store_true')
    parser.add_argument('--jobs', type=int, default=1)
    parser.add_argument('--results')
    parser.add_argument('--drawn', action='store_true')
    parser.add_argument('--draw', action='store_true')
    parser.add_argument('--summary', action='store_true')
    options = parser.parse_args()
    if options.draw:
        return draw()
    path = options.results or os.path.join(HERE, 'results-drawn.txt' if options.drawn else 'results.txt')
    mutants = drawn() if options.drawn else table()
    unknown = set(options.names) - {mutant.name for mutant in mutants}
    if unknown:
        sys.exit(f'mutants.txt has no {", ".join(sorted(unknown))}')
    columns = options.only or COLUMNS
    results = read_results(path)
    if options.summary:
        return summarise(mutants, results)
    lock = threading.Lock()
    failures = []
    with tempfile.TemporaryDirectory(prefix='mutants-') as work:
        planter = Planter(work)
        if 'tests' in columns:
            planter.prepare_tests()

        def look(mutant):
            folder = tempfile.mkdtemp(dir=work)
            row = results.setdefault(mutant.name, {})
            try:
                classes = planter.compile(mutant, folder)
                for column in columns:
                    if options.rest and row.get(column, '.') != '.':
                        continue
                    if not (options.unseen and any(row.get(other) in SEEN for other in COLUMNS)):
                        row[column] = getattr(planter, column)(mutant, classes, folder)
                words = '  '.join(f'{column} {row.get(column, ".")}' for column in COLUMNS)
            except ValueError as e:
                failures.append(mutant.name)
                words = f'NOT PLANTED: {e}'
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            with lock:
                print(f'{mutant.name:60} {words}', flush=True)
                write_results(path, mutants, results)

        chosen = [mutant for mutant in mutants if not options.names or mutant.name in options.names]
        if options.rest:
            chosen = [mutant for mutant in chosen if any(results.get(mutant.name, {}).get(column, '.') == '.' for column in columns)]
        if options.unseen:
            chosen = [mutant for mutant in chosen if not any(results.get(mutant.name, {}).get(column) in SEEN for column in COLUMNS)]
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            list(pool.map(look, chosen))
        for jvm in planter.jvms:
            jvm.stop()
    summarise(mutants, results)
    if failures:
        sys.exit(f'not planted: {", ".join(failures)}')


if __name__ == '__main__':
    main()
