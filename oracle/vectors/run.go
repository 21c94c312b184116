package vectors

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Bounds of a walk.
const (
	maxFiles = 100_000
	maxLevel = 64 // directories within directories
)

// file is one file under judgement.
type file struct {
	path string
	data []byte
	root *node // its document; nil if it is neither JSON nor YAML
}

// format is one layout of vectors. run returns an error if the file is of this layout but
// malformed; what ran before the fault stays recorded.
type format struct {
	name       string
	recognises func(f *file) bool
	run        func(r *runner, f *file) error
}

// formats are tried in this order; they exclude each other.
var formats = []format{
	{"quesera family", isFamily, runFamily},
	{"quesera manifest", isManifest, runManifest},
	{"quesera schema", isSchema, runSchema},
	{"RFC 9380 suite", isRFC9380Suite, runRFC9380Suite},
	{"RFC 9380 expand_message", isExpandMessage, runExpandMessage},
	{"Wycheproof", isWycheproof, runWycheproof},
	{"Ethereum", isEthereum, runEthereum},
	{"drand chain info", isChainInfo, runChainInfo},
	{"drand beacon", isBeacon, runBeacon},
	{"drand array", isDrandArray, runDrandArray},
	{"verify-bls-signatures", isVerifyBLS, runVerifyBLS},
	{"bls_sigs_ref", isSigsRef, runSigsRef},
	{"pairing values", isPairingValues, runPairingValues},
	{"tlock ciphertexts", isCiphertexts, runCiphertexts},
	{"tlock", isVault, runVault},
	{"certificate", isCertificate, runCertificate},
	{"NI-DKG", isNIDKG, runNIDKG},
	{"EIP-2537", isEIP2537, runEIP2537},
	{"commonware", isCommonware, runCommonware},
	{"herumi", isHerumi, runHerumi},
	{"zkcrypto", isMultiples, runMultiples},
}

// runner runs files and remembers the chain infos it has met.
type runner struct {
	recorder
	files int
	infos map[string][]chainInfo // by directory, whether judged or not
	met   []chainInfo            // judged
	late  []lateBeacon           // to be judged at the end
}

func newRunner() *runner {
	r := &runner{infos: make(map[string][]chainInfo)}
	r.report = Report{Kinds: []Count{}, Failed: []Finding{}, Unusable: []Finding{}, NotRun: []Finding{},
		NotRecognised: []Finding{}}
	return r
}

// Run judges the files at paths, and in the directories at paths all files in sorted
// order. Symbolic links below a directory are not followed.
func Run(paths ...string) Report {
	r := newRunner()
	for _, path := range paths {
		r.file = path
		info, err := os.Stat(path)
		if err != nil {
			r.unusable(missing(err))
			continue
		}
		r.visit(path, info, 0)
	}
	r.judgeLate()
	return r.report
}

// missing is why a path cannot be read, without the path, which the report has already.
func missing(err error) error {
	if os.IsNotExist(err) {
		return fmt.Errorf("no such file or directory")
	}
	return err
}

// visit judges one file or, in sorted order, everything below a directory.
func (r *runner) visit(path string, info os.FileInfo, level int) {
	r.file = path
	switch {
	case info.IsDir() && level >= maxLevel:
		r.unusable(fmt.Errorf("directories nested deeper than %d", maxLevel))
	case info.IsDir():
		r.visitAll(path, level)
	case !info.Mode().IsRegular() && level == 0:
		r.unusable(fmt.Errorf("neither a file nor a directory"))
	case !info.Mode().IsRegular():
		r.notRecognised("not a regular file")
	case r.files >= maxFiles:
		r.unusable(fmt.Errorf("more than %d files", maxFiles))
	default:
		r.files++
		r.runFile(path)
	}
}

func (r *runner) visitAll(dir string, level int) {
	entries, err := os.ReadDir(dir) // sorted by name
	if err != nil {
		r.unusable(err)
		return
	}
	for _, entry := range entries {
		path := filepath.Join(dir, entry.Name())
		info, err := entry.Info()
		if err != nil {
			r.file = path
			r.unusable(missing(err))
			continue
		}
		r.visit(path, info, level+1)
	}
}

// runFile reads and runs one file.
func (r *runner) runFile(path string) {
	data, err := readBounded(path, limitOf(path))
	if err != nil {
		r.unusable(err)
		return
	}
	r.run(path, data)
}

// run recognises one file by its content and runs it.
func (r *runner) run(path string, data []byte) {
	f, err := parse(path, data)
	if err != nil {
		r.unusable(err)
		return
	}
	for _, format := range formats {
		if !format.recognises(f) {
			continue
		}
		if err := attempt(format, r, f); err != nil {
			r.unusable(fmt.Errorf("%s: %w", format.name, err))
		}
		return
	}
	r.notRecognised("no known layout of vectors")
}

// attempt runs a file. What is under it, libraries included, promises errors for every input; where one keeps to
// that so little that it panics, the file is unusable, and the files after it are judged all the same.
func attempt(of format, r *runner, f *file) (err error) {
	defer func() {
		if failure := recover(); failure != nil {
			err = fmt.Errorf("cannot be judged: %v", failure)
		}
	}()
	return of.run(r, f)
}

// isYAML tells whether a file is called YAML.
func isYAML(path string) bool {
	suffix := strings.ToLower(filepath.Ext(path))
	return suffix == ".yaml" || suffix == ".yml"
}

// limitOf is how many octets of a file are read at most.
func limitOf(path string) int64 {
	if isYAML(path) {
		return maxYAML
	}
	return maxJSON
}

// parse parses a file that is JSON or YAML. A file that is called so and is neither is an
// error: it may be a truncated vector. What only looks like JSON, as the answer of an
// HTTP API saved without a suffix, is tried.
func parse(path string, data []byte) (*file, error) {
	f := &file{path: path, data: data}
	var err error
	switch start := bytes.TrimLeft(data, " \t\r\n"); {
	case isYAML(path):
		f.root, err = parseYAML(data)
	case strings.EqualFold(filepath.Ext(path), ".json"):
		f.root, err = parseJSON(data)
	case len(start) > 0 && (start[0] == '{' || start[0] == '['):
		f.root, _ = parseJSON(data)
	}
	return f, err
}

// readBounded reads a file of at most limit octets.
func readBounded(path string, limit int64) ([]byte, error) {
	handle, err := os.Open(path)
	if err != nil {
		return nil, missing(err)
	}
	defer handle.Close()
	data, err := io.ReadAll(io.LimitReader(handle, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("larger than %d octets", limit)
	}
	return data, nil
}
