package certificate

import (
	"bytes"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"
)

// A Principal identifies a canister, a subnet or a user: 0 to 29 octets, as a string.
type Principal string

// maxPrincipal is the length of the longest principal in octets.
const maxPrincipal = 29

// base32Lower is the alphabet of textual principals; they have no padding.
var base32Lower = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

func principalOf(octets []byte) (Principal, error) {
	if len(octets) > maxPrincipal {
		return "", fmt.Errorf("principal = %d octets, want at most %d", len(octets), maxPrincipal)
	}
	return Principal(octets), nil
}

// ParsePrincipal reads the textual form of a principal: the CRC-32 of its octets and the octets,
// in base 32, in groups of five with hyphens between them (IC spec, "Textual representation
// of principals"). It refuses everything but the one text of a principal.
func ParsePrincipal(text string) (Principal, error) {
	octets, err := base32Lower.DecodeString(strings.ReplaceAll(text, "-", ""))
	if err != nil || len(octets) < crc32.Size || len(octets) > crc32.Size+maxPrincipal {
		return "", fmt.Errorf("certificate: principal = %q, want groups of five of a-z, 2-7", text)
	}
	p := Principal(octets[crc32.Size:])
	if sum := crc32.ChecksumIEEE([]byte(p)); binary.BigEndian.Uint32(octets) != sum {
		return "", fmt.Errorf("certificate: principal = %q: wrong checksum", text)
	}
	if p.String() != text {
		return "", fmt.Errorf("certificate: principal = %q, want %q", text, p.String())
	}
	return p, nil
}

// String is the textual form.
func (p Principal) String() string {
	sum := binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(p)))
	digits := base32Lower.EncodeToString(append(sum, p...))
	var text strings.Builder
	for i := 0; i < len(digits); i += 5 {
		if i != 0 {
			text.WriteByte('-')
		}
		text.WriteString(digits[i:min(i+5, len(digits))])
	}
	return text.String()
}

// A Range is a closed interval of principals, ordered by their octets.
type Range struct {
	First, Last Principal
}

// Has tells whether p lies in the range.
func (r Range) Has(p Principal) bool {
	return bytes.Compare([]byte(r.First), []byte(p)) <= 0 && bytes.Compare([]byte(p), []byte(r.Last)) <= 0
}
