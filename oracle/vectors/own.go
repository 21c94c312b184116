package vectors

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"quesera/internal/vector"
	"quesera/oracle/conformance"
)

// The vectors that quesera itself publishes (oracle/conformance): families, their schemas, and the manifest.

// formatOf is the value of "format" in a document.
func formatOf(f *file) string {
	if v, ok := f.root.field("format"); ok && v.kind == text {
		return v.text
	}
	return ""
}

func isFamily(f *file) bool { return strings.HasPrefix(formatOf(f), "quesera-vectors/") }

func isManifest(f *file) bool { return strings.HasPrefix(formatOf(f), "quesera-vectors-manifest/") }

func isSchema(f *file) bool {
	return f.root.has("$schema", "properties") && strings.HasSuffix(f.path, conformance.SchemaSuffix)
}

// runFamily judges the vectors of one family.
func runFamily(r *runner, f *file) error {
	read, err := vector.Decode(f.data)
	if err != nil {
		return err
	}
	family, known := conformance.Find(read.Family)
	if !known {
		return fmt.Errorf("family = %.40q: there is none of that name", read.Family)
	}
	if len(read.Vectors) == 0 {
		return errors.New("no vector")
	}
	seen := map[string]bool{}
	for _, v := range read.Vectors {
		if seen[v.ID] {
			return fmt.Errorf("vector %.60q occurs twice", v.ID)
		}
		seen[v.ID] = true
		err := family.Judge(v)
		var malformed *vector.Malformed
		if errors.As(err, &malformed) {
			return fmt.Errorf("vector %.60q: %w", v.ID, err)
		}
		r.judge("quesera/"+family.Name, v.ID, err, true)
	}
	return nil
}

// runSchema holds a schema against the family's own.
func runSchema(r *runner, f *file) error {
	name := strings.TrimSuffix(filepath.Base(f.path), conformance.SchemaSuffix)
	family, known := conformance.Find(name)
	if !known {
		return fmt.Errorf("family = %.40q: there is none of that name", name)
	}
	want, err := json.Marshal(family.Schema())
	if err != nil {
		return err
	}
	var got bytes.Buffer
	if err := json.Compact(&got, f.data); err != nil {
		return err
	}
	if !bytes.Equal(got.Bytes(), want) {
		r.fail("quesera/schema", name, "not the schema of this version")
		return nil
	}
	r.count("quesera/schema").Passed++
	return nil
}

// runManifest holds the files beside a manifest against it.
func runManifest(r *runner, f *file) error {
	var m conformance.Manifest
	d := json.NewDecoder(bytes.NewReader(f.data))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return err
	}
	if m.Format != conformance.ManifestFormat {
		return fmt.Errorf("format = %.40q, want %q", m.Format, conformance.ManifestFormat)
	}
	if len(m.Files) == 0 {
		return errors.New("no file")
	}
	for _, listed := range m.Files {
		if filepath.Base(listed.Name) != listed.Name || listed.Name == "." || listed.Name == ".." {
			return fmt.Errorf("file %.60q: want a name without a folder", listed.Name)
		}
		r.judge("quesera/manifest", listed.Name, beside(f.path, listed, m.Vectors), true)
	}
	return nil
}

// beside tells how a file differs from what its manifest says of it.
func beside(manifest string, listed conformance.Written, vectors []conformance.Entry) error {
	data, err := readBounded(filepath.Join(filepath.Dir(manifest), listed.Name), maxJSON)
	if err != nil {
		return err
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != listed.SHA256 || len(data) != listed.Octets {
		return fmt.Errorf("%d octets with SHA-256 %x, want %d with %.64s", len(data), sum, listed.Octets, listed.SHA256)
	}
	read, err := vector.Decode(data)
	if err != nil {
		return err
	}
	var entries []conformance.Entry
	for _, e := range vectors {
		if strings.HasPrefix(e.ID, listed.Family+"/") {
			entries = append(entries, e)
		}
	}
	if len(entries) != len(read.Vectors) || listed.Vectors != len(entries) {
		return fmt.Errorf("%d vectors, want %d, of which %d are listed", len(read.Vectors), listed.Vectors, len(entries))
	}
	for k, v := range read.Vectors {
		if v.ID != entries[k].ID || v.Topic != entries[k].Topic {
			return fmt.Errorf("vector %d is %s, want %s", k+1, v.ID, entries[k].ID)
		}
	}
	return nil
}
