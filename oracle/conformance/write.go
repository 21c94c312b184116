package conformance

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"quesera/internal/vector"
)

// ManifestFormat is the value of "format" in a manifest, and Version that of the set: it goes up by one whenever a
// vector changes or goes.
const (
	ManifestFormat = "quesera-vectors-manifest/1"
	Version        = 6
	// ManifestName and SchemaSuffix are how the files are called beside those of the families.
	ManifestName = "manifest.json"
	SchemaSuffix = ".schema.json"
)

// A Manifest says what is in a folder of vectors.
type Manifest struct {
	Format  string    `json:"format"`
	Version int       `json:"version"`
	Faults  Measured  `json:"faults"`
	Files   []Written `json:"files"`
	Vectors []Entry   `json:"vectors"`
}

// Measured says of how many planted faults it was measured whether a vector kills them.
type Measured struct {
	Planted  int      `json:"planted"`
	Killed   int      `json:"killed"`
	Survived []string `json:"survived"` // no vector that was drawn up fails under them
}

// Written is one file.
type Written struct {
	Name    string `json:"name"`
	Family  string `json:"family"`
	Title   string `json:"title"`
	Vectors int    `json:"vectors"`
	Refused int    `json:"refused"` // so many of them are inputs that must be refused
	Octets  int    `json:"octets"`
	SHA256  string `json:"sha256"`
}

// Entry is one vector.
type Entry struct {
	ID    string   `json:"id"`
	Topic string   `json:"topic"`
	Kills []string `json:"kills"` // the planted faults under which it fails
}

// A Set is the files of the published vectors, by name, and their manifest.
type Set struct {
	Manifest Manifest
	Files    map[string][]byte
}

// Draw draws up the set. The same set has the same octets. An error is ours.
func Draw() (Set, error) { return draw(TheSelection(), Families()) }

// draw draws up what was chosen of the families.
func draw(chosen Selection, families []vector.Family) (Set, error) {
	kills := map[string][]string{}
	for _, v := range chosen.Vectors {
		kills[v.ID] = v.Kills
	}
	set := Set{Manifest: Manifest{Format: ManifestFormat, Version: Version, Faults: chosen.measured()},
		Files: map[string][]byte{}}
	for _, f := range families {
		if err := set.add(f, kills); err != nil {
			return set, fmt.Errorf("conformance: %s: %w", f.Name, err)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(kills)) {
		return set, fmt.Errorf("conformance: selected.list has %s, which is not drawn up any more", id)
	}
	manifest, err := encode(set.Manifest)
	set.Files[ManifestName] = manifest
	return set, err
}

// add adds a family's file and schema. What it takes from kills is gone from there.
func (set *Set) add(f vector.Family, kills map[string][]string) error {
	kept, err := f.Draw(func(id string) bool {
		_, in := kills[id]
		return in
	})
	if err != nil {
		return err
	}
	refused := 0
	for _, v := range kept {
		killed := kills[v.ID]
		delete(kills, v.ID)
		if v.Refused {
			refused++
		}
		set.Manifest.Vectors = append(set.Manifest.Vectors, Entry{v.ID, v.Topic, append([]string{}, killed...)})
	}
	if len(kept) == 0 {
		return nil
	}
	text, err := f.File(kept).Encode()
	if err != nil {
		return err
	}
	sum := sha256.Sum256(text)
	name := f.Name + ".json"
	set.Files[name] = text
	set.Manifest.Files = append(set.Manifest.Files, Written{Name: name, Family: f.Name, Title: f.Title,
		Vectors: len(kept), Refused: refused, Octets: len(text), SHA256: hex.EncodeToString(sum[:])})
	set.Files[f.Name+SchemaSuffix], err = encode(f.Schema())
	return err
}

// measured sums up the faults that were planted.
func (s Selection) measured() Measured {
	m := Measured{Survived: []string{}}
	for _, f := range s.Faults {
		switch f.Verdict {
		case "caught":
			m.Planted++
			m.Killed++
		case "survived":
			m.Planted++
			m.Survived = append(m.Survived, f.ID)
		}
	}
	return m
}

func encode(v any) ([]byte, error) {
	text, err := json.MarshalIndent(v, "", " ")
	return append(text, '\n'), err
}

// WriteTo writes the files into a folder, which is made if it is not there.
func (set Set) WriteTo(dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for name, text := range set.Files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o666); err != nil {
			return err
		}
	}
	return nil
}
