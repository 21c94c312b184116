package vectors

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/crypto/chacha20poly1305"
)

// aged is a file in the age format with these lines of stanzas, and a plaintext whose chunks end where they must.
func aged(t *testing.T, stanzas string, fileKey, plaintext []byte) []byte {
	t.Helper()
	header := "age-encryption.org/v1\n" + stanzas + "---"
	mac := hmac.New(sha256.New, ageDerive(fileKey, nil, "header"))
	mac.Write([]byte(header))
	nonce := bytes.Repeat([]byte{7}, 16)
	cipher, err := chacha20poly1305.New(ageDerive(fileKey, nonce, "payload"))
	if err != nil {
		t.Fatal(err)
	}
	out := append([]byte(header+" "+base64.RawStdEncoding.EncodeToString(mac.Sum(nil))+"\n"), nonce...)
	for counter := uint32(0); ; counter++ {
		chunk := plaintext[:min(len(plaintext), 65536)]
		plaintext = plaintext[len(chunk):]
		n := make([]byte, 12)
		binary.BigEndian.PutUint32(n[7:], counter)
		if len(plaintext) == 0 {
			n[11] = 1
		}
		out = cipher.Seal(out, n, chunk, nil)
		if len(plaintext) == 0 {
			return out
		}
	}
}

// A file opens with its key, however many chunks it has, and with a change anywhere it does not.
func TestAgeFilesAreOpened(t *testing.T) {
	key := bytes.Repeat([]byte{3}, 16)
	for _, size := range []int{0, 1, 65535, 65536, 65537, 131072, 196609} {
		want := bytes.Repeat([]byte{byte(size), 2, 5, 9}, size/4+1)[:size]
		f, err := parseAge(aged(t, "-> x\n\n", key, want))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := f.open(key); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d octets: %d, %v", size, len(got), err)
		}
	}
	whole := aged(t, "-> x\n\n", key, make([]byte, 65537))
	at := bytes.Index(whole, []byte("--- "))
	body := at + bytes.IndexByte(whole[at:], '\n') + 1
	for name, c := range map[string]struct {
		change func(f *ageFile)
		why    string
	}{
		"another MAC":       {func(f *ageFile) { f.mac = append([]byte{1}, f.mac[1:]...) }, "header's MAC is another"},
		"a shorter MAC":     {func(f *ageFile) { f.mac = f.mac[1:] }, "header's MAC is another"},
		"another header":    {func(f *ageFile) { f.header = f.header[1:] }, "header's MAC is another"},
		"no payload":        {func(f *ageFile) { f.payload = f.payload[:15] }, "payload ends too early"},
		"no chunk":          {func(f *ageFile) { f.payload = f.payload[:16] }, "chunk 0: "},
		"another nonce":     {func(f *ageFile) { f.payload = f.payload[1:] }, "chunk 0: "},
		"a chunk cut short": {func(f *ageFile) { f.payload = f.payload[:len(f.payload)-1] }, "chunk 1: "},
		"the last one cut":  {func(f *ageFile) { f.payload = f.payload[:16+65536+16] }, "chunk 0: "},
		"octets behind":     {func(f *ageFile) { f.payload = append(bytes.Clone(f.payload), 0) }, "chunk 1: "},
	} {
		f, err := parseAge(whole)
		if err != nil || len(f.payload) != len(whole)-body {
			t.Fatal(err)
		}
		c.change(&f)
		if got, err := f.open(key); err == nil || !strings.Contains(err.Error(), c.why) || got != nil {
			t.Errorf("%s: %d octets, %v", name, len(got), err)
		}
	}
	f, _ := parseAge(whole)
	if _, err := f.open(key[1:]); err == nil {
		t.Error("opened with another key")
	}
}

// Headers are read line by line: the version, stanzas with bodies of whole lines and one that is shorter, and the MAC.
func TestAgeHeadersAreRead(t *testing.T) {
	const version, mac = "age-encryption.org/v1\n", "--- AQID\n"
	line64 := strings.Repeat("AAAA", 16)
	for _, c := range []struct{ text, want, why string }{
		{version + mac + "xy", "[] 010203 xy", ""},
		{version + "-> a b c\n" + line64 + "\nAQ\n" + mac, "[a[b c]" + strings.Repeat("00", 48) + "01] 010203 ", ""},
		{version + "-> a\n" + line64 + "\n\n-> b 1\n\n" + mac + "\n",
			"[a[]" + strings.Repeat("00", 48) + " b[1]] 010203 \n", ""},
		{version + strings.Repeat("-> a\n\n", 32) + mac, "", ""},
		{version + strings.Repeat("-> a\n\n", 33) + mac, "", `got "-> a", want one of at most 32 stanzas`},
		{"", "", "the header does not end"}, {version[:21], "", "the header does not end"},
		{"age-encryption.org/v2\n", "", "first line = "},
		{version, "", "the header does not end"}, {version + "-> a\n", "", "the header does not end"},
		{version + "-> a\n" + line64 + "\n", "", "the header does not end"},
		{version + "-> \n\n" + mac, "", "want one of at most"},
		{version + "a\n" + mac, "", `got "a", want one of`}, {version + "-> a\n=\n" + mac, "", "age: stanza: "},
		{version + "-> a\nAR\n" + mac, "", "age: stanza: "}, {version + "--- AR\n", "", "illegal base64"},
		{version + "--- \n", "[]  ", ""},
		{version + "-> " + strings.Repeat("x", 16384-len(version)-len("-> \n\n"+mac)) + "\n\n" + mac, "", ""},
		{version + "-> " + strings.Repeat("x", 16385-len(version)-len("-> \n\n"+mac)) + "\n\n" + mac, "",
			"the header does not end"},
	} {
		f, err := parseAge([]byte(c.text))
		if (err == nil) != (c.why == "") || err != nil && !strings.Contains(err.Error(), c.why) {
			t.Errorf("%.80q: %v, want %s", c.text, err, c.why)
			continue
		}
		var stanzas []string
		for _, s := range f.stanzas {
			stanzas = append(stanzas, fmt.Sprintf("%s%v%x", s.kind, s.args, s.body))
		}
		if got := fmt.Sprintf("[%s] %x %s", strings.Join(stanzas, " "), f.mac, f.payload); c.want != "" && got != c.want {
			t.Errorf("%.80q: %s, want %s", c.text, got, c.want)
		}
		if err == nil && string(f.header) != c.text[:strings.Index(c.text, "--- ")+3] {
			t.Errorf("%.80q: the header is %q", c.text, f.header)
		}
	}
}
