package vectors

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/chacha20poly1305"
)

// An ageStanza is how an age file carries its key: a type, arguments, and the encrypted key.
type ageStanza struct {
	kind string
	args []string
	body []byte
}

// An ageFile is an encrypted file in the format age-encryption.org/v1.
type ageFile struct {
	stanzas []ageStanza
	header  []byte // what the MAC covers
	mac     []byte
	payload []byte
}

const (
	ageVersion   = "age-encryption.org/v1"
	ageColumns   = 64 // of a line of a body
	ageNonce     = 16
	ageChunk     = 64 << 10 // octets of a chunk's plaintext
	ageKey       = 16       // octets of a file key
	maxStanzas   = 32
	maxAgeHeader = 16 << 10
)

// ageBase64 has no padding and one form only.
var ageBase64 = base64.RawStdEncoding.Strict()

// parseAge reads a file. Its header is lines of text: the version, stanzas "-> type args…" with bodies of base 64 of
// which a line shorter than 64 is the last, and "--- MAC".
func parseAge(data []byte) (ageFile, error) {
	var f ageFile
	at := 0
	next := func() (string, error) {
		end := bytes.IndexByte(data[at:min(len(data), maxAgeHeader)], '\n')
		if end < 0 {
			return "", errors.New("age: the header does not end")
		}
		line := string(data[at : at+end])
		at += end + 1
		return line, nil
	}
	line, err := next()
	if line != ageVersion {
		return f, errors.Join(fmt.Errorf("age: first line = %s, want %s", shortened(line), ageVersion), err)
	}
	for {
		start := at
		if line, err = next(); err != nil {
			return f, err
		}
		if mac, last := strings.CutPrefix(line, "--- "); last {
			f.header, f.payload = data[:start+len("---")], data[at:]
			f.mac, err = ageBase64.DecodeString(mac)
			return f, err
		}
		args, found := strings.CutPrefix(line, "-> ")
		fields := strings.Fields(args)
		if !found || len(fields) == 0 || len(f.stanzas) == maxStanzas {
			return f, fmt.Errorf("age: got %s, want one of at most %d stanzas, or the MAC", shortened(line), maxStanzas)
		}
		var body string
		for full := true; full; {
			if line, err = next(); err != nil {
				return f, err
			}
			body, full = body+line, len(line) == ageColumns
		}
		octets, err := ageBase64.DecodeString(body)
		if err != nil {
			return f, fmt.Errorf("age: stanza: %w", err)
		}
		f.stanzas = append(f.stanzas, ageStanza{fields[0], fields[1:], octets})
	}
}

// ageDerive is HKDF of the file key.
func ageDerive(fileKey, salt []byte, info string) []byte {
	key, err := hkdf.Key(sha256.New, fileKey, salt, info, sha256.Size)
	if err != nil {
		panic("vectors: HKDF: " + err.Error())
	}
	return key
}

// open decrypts a file with its key: the header's MAC, and then chunk after chunk, of which the last one says so.
func (f ageFile) open(fileKey []byte) ([]byte, error) {
	mac := hmac.New(sha256.New, ageDerive(fileKey, nil, "header"))
	mac.Write(f.header)
	if !hmac.Equal(mac.Sum(nil), f.mac) {
		return nil, errors.New("age: the header's MAC is another")
	}
	if len(f.payload) < ageNonce {
		return nil, errors.New("age: the payload ends too early")
	}
	cipher, err := chacha20poly1305.New(ageDerive(fileKey, f.payload[:ageNonce], "payload"))
	if err != nil {
		return nil, err
	}
	var plaintext []byte
	rest := f.payload[ageNonce:]
	for counter := 0; ; counter++ {
		chunk := rest[:min(len(rest), ageChunk+cipher.Overhead())]
		rest = rest[len(chunk):]
		nonce := make([]byte, cipher.NonceSize())
		binary.BigEndian.PutUint64(nonce[3:], uint64(counter))
		if len(rest) == 0 {
			nonce[11] = 1
		}
		plain, err := cipher.Open(nil, nonce, chunk, nil)
		if err != nil {
			return nil, fmt.Errorf("age: chunk %d: %w", counter, err)
		}
		if plaintext = append(plaintext, plain...); len(rest) == 0 {
			return plaintext, nil
		}
	}
}
