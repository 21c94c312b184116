package vectors

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/fxamacker/cbor/v2"
)

// Bounds of CBOR. A dealing to 40 nodes has some 90 kB.
const (
	maxCBOR      = 2 << 20 // octets
	maxCBORDepth = 32
	maxCBORItems = 1 << 12 // of one array or map
)

// cborReader refuses duplicate keys, indefinite lengths, trailing octets and excess.
var cborReader = func() cbor.DecMode {
	mode, err := cbor.DecOptions{
		DupMapKey:        cbor.DupMapKeyEnforcedAPF,
		IndefLength:      cbor.IndefLengthForbidden,
		MaxNestedLevels:  maxCBORDepth,
		MaxArrayElements: maxCBORItems,
		MaxMapPairs:      maxCBORItems,
		UTF8:             cbor.UTF8RejectInvalid,
	}.DecMode()
	if err != nil {
		panic("vectors: CBOR options: " + err.Error())
	}
	return mode
}()

// octetsIn is the octets of a text of hexadecimal digits, and data itself if it is none.
func octetsIn(data []byte) []byte {
	if octets, err := digits(strings.Join(strings.Fields(string(data)), "")); err == nil && len(octets) > 0 {
		return octets
	}
	return data
}

// certificateNote recognises certificates of the Internet Computer, whose judge is another command.
const certificateNote = "a certificate of the Internet Computer: use quesera check certificate"

// isCertificate tells whether a file is a certificate, or a response with one, by how it begins: the tag that
// describes it as CBOR, and a map of one field certificate, or of two or three fields with a tree.
func isCertificate(f *file) bool {
	if f.root != nil {
		return false
	}
	text, _ := strings.CutPrefix(string(octetsIn(f.data)), "\xd9\xd9\xf7")
	for _, start := range []string{"\xa1kcertificate", "\xa2fstatusgrepliedkcertificate", "\xa2kcertificate",
		"\xa2dtree", "\xa3dtree", "\xa2isignature", "\xa3isignature", "\xa3jdelegation"} {
		if strings.HasPrefix(text, start) {
			return true
		}
	}
	return false
}

func runCertificate(r *runner, _ *file) error {
	r.notRecognised(certificateNote)
	return nil
}

// A neighbour is a regular file in a directory.
type neighbour struct {
	name string
	data []byte
}

// neighbours are the regular files of at most limit octets in a directory, by name; none if it has more than most
// entries.
func neighbours(dir string, limit int64, most int) []neighbour {
	entries, err := os.ReadDir(dir) // sorted by name
	if err != nil || len(entries) > most {
		return nil
	}
	var found []neighbour
	for _, entry := range entries {
		if !entry.Type().IsRegular() {
			continue
		}
		if data, err := readBounded(filepath.Join(dir, entry.Name()), limit); err == nil {
			found = append(found, neighbour{entry.Name(), data})
		}
	}
	return found
}
