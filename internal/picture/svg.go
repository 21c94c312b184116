package picture

import (
	_ "embed"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	svg "github.com/ajstarks/svgo"
)

// Measures, in pixels.
const (
	rowHeight  = 24
	headHeight = 36 // of the nodes' names, below the title
	lineHeight = 20 // of the legend
	margin     = 16
	leftMost   = 56 // of the first node's line
	leastWidth = 360
	leastLane  = 90 // between the lines of two nodes
	narrowLane = 64 // of many nodes
)

// style is for both looks, light and dark. Shapes differ too, not only colours; these are told apart by the
// colour-blind (Okabe and Ito).
//
//go:embed diagram.css
var style string

// SVG writes the diagram, with what broke a rule under it if that is not empty.
func (d *Diagram) SVG(w io.Writer, rule string) error {
	if err := d.check(); err != nil {
		return err
	}
	p := d.place()
	title, wrong := wrap(d.Title, (p.width-2*margin)/8), wrap(rule, (p.width-2*margin)/8)
	legend := d.legend(p.width)
	height := p.bottom + lineHeight*(len(legend)+len(wrong)) + margin + 8
	failing := &failingWriter{w: w}
	c := svg.New(failing)
	c.Startview(p.width, height, 0, 0, p.width, height)
	c.Title(d.Title)
	// svgo writes no class on the root.
	fmt.Fprintf(c.Writer, "<g class=\"diagram\"><style>%s</style>\n", style)
	c.Group(`class="quesera"`)
	c.Rect(0, 0, p.width, height, `class="paper"`)
	for k, line := range title {
		c.Text(margin, p.top-headHeight-4-lineHeight*(len(title)-1-k), line, `font-weight="600"`)
	}
	p.lines(c)
	p.arrows(c)
	for _, label := range p.bands {
		c.Text(label.x, label.y, label.text, `class="soft" text-anchor="end" font-size="11"`)
	}
	p.events(c)
	y := p.bottom
	for _, line := range wrong {
		y += lineHeight
		c.Text(margin, y, line, `class="rule"`)
	}
	for _, line := range legend {
		y += lineHeight
		x := margin
		for _, k := range line {
			shape(c, k, x+8, y-4)
			c.Text(x+22, y, d.Legend[k])
			x += 22 + 7*len(d.Legend[k]) + 22
		}
	}
	c.Gend()
	fmt.Fprintln(c.Writer, "</g>")
	c.End()
	return failing.err
}

// failingWriter remembers the first error, which svgo drops.
type failingWriter struct {
	w   io.Writer
	err error
}

func (f *failingWriter) Write(b []byte) (int, error) {
	if f.err != nil {
		return len(b), nil
	}
	_, f.err = f.w.Write(b)
	return len(b), nil
}

// placed is a diagram with the places of its events.
type placed struct {
	*Diagram
	x, y          []int // of the events
	lanes         []int // x of the nodes
	width, bottom int
	top           int     // where the lines of the nodes begin
	lane          int     // width of one
	bands         []label // their names, which stand above the arrows
}

type label struct {
	x, y int
	text string
}

func (d *Diagram) place() *placed {
	row, rows := d.rows()
	p := &placed{Diagram: d, lane: max(leastLane, d.labels())}
	if len(d.Nodes) > 8 {
		p.lane = max(narrowLane, d.labels())
	}
	for i := range d.Nodes {
		p.lanes = append(p.lanes, leftMost+i*p.lane)
	}
	p.width = max(leastWidth, leftMost+len(d.Nodes)*p.lane)
	p.top = margin + lineHeight*len(wrap(d.Title, (p.width-2*margin)/8)) + headHeight
	for i, e := range d.Events {
		p.x = append(p.x, p.lanes[e.Node])
		p.y = append(p.y, p.top+rowHeight/2+row[i]*rowHeight)
	}
	p.bottom = p.top + rowHeight/2 + rows*rowHeight
	return p
}

// labels is how wide a lane must be so that the mark of an event and the band of the next node stand beside each other.
func (d *Diagram) labels() int {
	mark, band := 0, 0
	for _, e := range d.Events {
		if e.Kind != Wrong {
			mark = max(mark, utf8.RuneCountInString(e.Mark))
		}
		band = max(band, utf8.RuneCountInString(e.Band))
	}
	return smallLetter*(mark+band) + 14 + 16 + 6
}

// smallLetter is about how wide a letter of a mark is.
const smallLetter = 6

// lines draws the nodes, and their bands.
func (p *placed) lines(c *svg.SVG) {
	for i, name := range p.Nodes {
		c.Text(p.lanes[i], p.top-16, name, `text-anchor="middle" font-weight="600"`)
		begun, band, count := p.top, "", 0
		end := func(y int) {
			if band != "" && y > begun {
				c.Roundrect(p.lanes[i]-13, begun, 26, y-begun-2, 6, 6, fmt.Sprintf(`class="band%d"`, count%2))
				p.bands = append(p.bands, label{p.lanes[i] - 16, begun + 13, band})
			}
			if band != "" {
				count++
			}
		}
		for k, e := range p.Events {
			if e.Node == i && e.Band != "" && e.Band != band {
				end(p.y[k] - rowHeight/2)
				begun, band = p.y[k]-rowHeight/2, e.Band
			}
		}
		end(p.bottom)
		c.Line(p.lanes[i], p.top, p.lanes[i], p.bottom, `class="life"`)
	}
}

// arrows draws the messages, the faint ones below.
func (p *placed) arrows(c *svg.SVG) {
	for _, faint := range []bool{true, false} {
		for _, a := range p.Arrows {
			if a.Faint != faint {
				continue
			}
			x1, y1, x2, y2 := p.x[a.From], p.y[a.From], p.x[a.To], p.y[a.To]
			attributes := fmt.Sprintf(`data-to="%d"`, a.To)
			c.Group(attributes)
			if faint {
				c.Line(x1, y1, x2, y2, `class="faint"`)
			} else {
				c.Line(x1, y1, x2, y2, `class="arrow"`)
				head(c, x1, y1, x2, y2)
			}
			c.Gend()
		}
	}
}

// head draws the head of an arrow, a little before its end.
func head(c *svg.SVG, x1, y1, x2, y2 int) {
	dx, dy := float64(x2-x1), float64(y2-y1)
	length := max(1, math.Hypot(dx, dy))
	dx, dy = dx/length, dy/length
	tipX, tipY := float64(x2)-7*dx, float64(y2)-7*dy
	at := func(back, side float64) (int, int) {
		return int(tipX - back*dx - side*dy + .5), int(tipY - back*dy + side*dx + .5)
	}
	ax, ay := at(0, 0)
	bx, by := at(8, 4)
	ex, ey := at(8, -4)
	c.Polygon([]int{ax, bx, ex}, []int{ay, by, ey}, `class="head"`)
}

// events draws the shapes, with their marks.
func (p *placed) events(c *svg.SVG) {
	for k, e := range p.Events {
		c.Group(fmt.Sprintf(`class="event" data-k="%d" data-x="%d" data-y="%d"`, k, p.x[k], p.y[k]))
		c.Title(e.Says)
		for _, n := range e.With {
			c.Line(p.lanes[n], p.y[k], p.x[k], p.y[k], `class="arrow"`)
			c.Circle(p.lanes[n], p.y[k], 3, `class="head"`)
			head(c, p.lanes[n], p.y[k], p.x[k], p.y[k])
		}
		shape(c, e.Kind, p.x[k], p.y[k])
		if e.Mark != "" {
			p.mark(c, k)
		}
		c.Gend()
	}
}

// mark writes the few letters beside an event. What is wrong is the last event, with nothing beside it, and its rule
// may be long.
func (p *placed) mark(c *svg.SVG, k int) {
	e := p.Events[k]
	x, y := p.x[k]+14, p.y[k]+4
	if len(e.With) > 0 { // above the line
		x, y = p.x[k]+9, p.y[k]-4
	}
	switch wide := (smallLetter + 2) * len(e.Mark); {
	case e.Kind != Wrong:
		c.Text(x, y, clip(e.Mark, (p.lane-20)/smallLetter), `font-size="11"`)
	case x+wide > p.width && wide < p.x[k]:
		c.Text(p.x[k]-14, y, e.Mark, `font-size="11" class="rule" text-anchor="end"`)
	default:
		c.Text(x, y, e.Mark, `font-size="11" class="rule"`)
	}
}

// shape draws what kind of event it is.
func shape(c *svg.SVG, k Kind, x, y int) {
	switch k {
	case Sent:
		c.Circle(x, y, 5, `class="sent"`)
	case Marked:
		c.Circle(x, y, 5, `class="marked"`)
	case Witness:
		c.Polygon([]int{x, x + 6, x, x - 6}, []int{y - 6, y, y + 6, y}, `class="witness"`)
	case Advanced:
		c.Line(x-10, y, x+10, y, `class="advanced"`)
	case Chosen:
		c.Rect(x-6, y-6, 12, 12, `class="chosen"`)
	case Commit:
		c.Rect(x-7, y-7, 14, 14, `class="commit"`)
		c.Rect(x-3, y-3, 6, 6, `class="inner"`)
	case Wrong:
		c.Line(x-8, y-8, x+8, y+8, `class="wrong"`)
		c.Line(x-8, y+8, x+8, y-8, `class="wrong"`)
	default:
		c.Circle(x, y, 3, `class="plain"`)
	}
}

// legend is the kinds that are explained, in lines that fit.
func (d *Diagram) legend(width int) [][]Kind {
	var lines [][]Kind
	room := 0
	for _, k := range d.kinds() {
		if d.Legend[k] == "" {
			continue
		}
		need := 44 + 7*len(d.Legend[k])
		if room < need {
			lines, room = append(lines, nil), width-margin
		}
		room -= need
		lines[len(lines)-1] = append(lines[len(lines)-1], k)
	}
	return lines
}

// wrap breaks a text into lines of about so many letters.
func wrap(s string, letters int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		if line != "" && len(line)+1+len(word) > letters {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// clip cuts a mark that would run into the next node.
func clip(s string, letters int) string {
	if runes := []rune(s); len(runes) > letters {
		return string(runes[:max(1, letters-1)]) + "…"
	}
	return s
}
