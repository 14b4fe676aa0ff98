-- One filter for both formats and both engines. What a notebook shows is HTML. For a page it stays as it is; for
-- paper, paper.lua writes it anew for Typst. In both, what is meant for machines (metadata, JSON-LD, attached data) is
-- taken out of the text and handed to the template.

local PAGE = FORMAT:match("html") ~= nil
local HERE = pandoc.path.directory(PANDOC_SCRIPT_FILE)

local heading = "—"

local function readable(text)
  return (text:gsub("<[^>]*>", " "):gsub("%s+", " "):gsub("^ ", ""):gsub(" $", ""))
end

-- Leaves at once: Quarto turns error() into a line of its log and goes on.
local function fail(message)
  io.stderr:write("karnameh: " .. message .. "\n")
  os.exit(83)
end

-- The attributes of an opening tag.
local function attribute(tag, name)
  return tag:match("%s" .. name:gsub("%-", "%%-") .. '="([^"]*)"')
end

local function unescaped(text)
  local known = { amp = "&", lt = "<", gt = ">", quot = '"', ["#x27"] = "'", ["#39"] = "'" }
  return (text:gsub("&(#?%w+);", known))
end

-- HTML with each of its drawings made into what a function gives. A pattern would look at every sign of them, and they
-- are nearly all there is.
local function redrawn(html, made)
  local texts, from = {}, 1
  local first = html:find("<svg", 1, true)
  while first do
    local _, last = html:find("</svg>", first, true)
    if not last then break end
    table.insert(texts, html:sub(from, first - 1))
    table.insert(texts, made(html:sub(first, last)))
    from = last + 1
    first = html:find("<svg", from, true)
  end
  table.insert(texts, html:sub(from))
  return table.concat(texts)
end

-- Every drawing says what it shows, or is marked as decoration; else the brief is not made.
local function check_drawings(html)
  html = redrawn(html, function(svg) return svg:match("^<svg[^>]*>") end)
  for tag, given, after in html:gmatch("<(%w+)([^>]*)>()") do
    if tag:match("^h[123]$") then
      heading = readable(html:sub(after):match("^(.-)</h[123]>") or "")
    elseif tag == "svg" and not (given:find('aria%-label="[^"]') or given:find('aria-hidden="true"', 1, true)) then
      fail("figure under '" .. heading .. "': it has no alt text. Write '#| fig-alt: what it shows' as the first line of its cell, or mark it as decoration.")
    elseif tag == "img" and not given:find(" alt=", 1, true) then
      fail("picture under '" .. heading .. "': it has no alt text. Give it one (fig-alt), or an empty one if it is decoration.")
    end
  end
end

-- ---------------------------------------------------------------------------------- what is meant for machines

local found = { linked = {}, attached = {} }

local function take_scripts(html)
  if not html:find("<script", 1, true) then return html end
  return (html:gsub("<script([^>]*)>(.-)</script>", function(given, content)
    if given:find('class="brief"', 1, true) then
      found.brief = pandoc.json.decode(content, false)
    elseif given:find("application/ld+json", 1, true) then
      table.insert(found.linked, content)
    elseif given:find('class="attachment"', 1, true) then
      table.insert(found.attached, { name = attribute(given, "data-name") or "data.csv",
        description = unescaped(attribute(given, "data-description") or ""), data = content })
    else
      return nil
    end
    return ""
  end))
end

-- ---------------------------------------------------------------------------------- figures aligned by their place

-- A printed number as what stands before its decimal separator, and the rest.
local function by_place(text)
  local from = text:find("\u{66B}%S") or text:find("%.%d")
  if from and not text:find("%s") then return text:sub(1, from - 1), text:sub(from) end
  return text, ""
end

-- More figures than these beside each other leave a phone no room for the names.
local MOST_DIGITS = 31

-- The characters of a table's widest figures, column by column.
local function digits_across(rows)
  local widest = {}
  for row in rows:gmatch("<tr.-</tr>") do
    local column = 0
    for content in row:gmatch('<td class="num">(.-)</td>') do
      column = column + 1
      widest[column] = math.max(widest[column] or 0, utf8.len(readable(content)) or 0)
    end
  end
  local sum = 0
  for _, length in ipairs(widest) do sum = sum + length end
  return sum
end

local function place_cells(html)
  return (html:gsub("<table([^>]*)>(.-)</table>", function(given, rows)
    local fractions = 0
    local placed = rows:gsub('(<td class="num">)(.-)(</td>)', function(open, content, close)
      local marked = content:gsub(">([^<%s]+)<", function(text)
        local before, after = by_place(text)
        if after == "" then return nil end
        fractions = fractions + 1
        return ">" .. before .. "<i>" .. after .. "</i><"
      end, 1)
      return open .. marked .. close
    end)
    local class = fractions > 0 and given:gsub('class="', 'class="placed ', 1) or given
    if given:find("figures", 1, true) then -- nearly all of their cells are numbers, so the others are named instead
      placed = placed:gsub("<td>", '<td class="text">'):gsub('<td class="num">', "<td>")
    end
    local whole = "<table" .. class .. ">" .. placed .. "</table>"
    local _, columns = rows:gsub('scope="col"', "")
    local wide = columns > 5 or rows:find("<td>", 1, true)
    if given:find(" stacks", 1, true) or not wide and digits_across(rows) < MOST_DIGITS then return whole end
    -- Too wide for a phone: it scrolls by itself, for the keyboard too, and not the page.
    return '<div class="scrolls' .. (wide and " wide" or "") .. '" role="region" tabindex="0" aria-label="' .. (attribute(given, "aria-label") or "") .. '">' .. whole .. "</div>"
  end))
end

-- ---------------------------------------------------------------------------------- the page

local styles = {}

-- The class that stands for a style on this page.
local function class_of(style)
  if not styles[style] then
    table.insert(styles, style)
    styles[style] = string.format("s%x", #styles)
  end
  return styles[style]
end

-- Letters of charts are shapes, which say the words they draw. A page has the type, so there the words are set in it:
-- less than half the weight, they can be searched, and they grow with the reader's own contrast and zoom.
local EM = 400 -- the units in which charts draw letters, as charts/inline.py has them

local function hundredths(number)
  return (string.format("%.2f", number):gsub("%.?0+$", ""))
end

local function with_words(svg)
  local said = {}
  for id, weight, text in svg:gmatch('<g id="(%w+)" data%-weight="(%d+)" data%-text="([^"]*)">') do
    text = text:gsub("^\u{200E}", ""):gsub("^\u{200F}(.*)", "\u{2067}%1\u{2069}") -- runs as the drawing does
    said[id] = { bold = weight == "700" and ' class="b"' or "", text = text }
  end
  svg = svg:gsub("<defs>.-</defs>", "")
  return (svg:gsub('<g transform="scale%(([%d.]+)%)"([^>]*)>(.-)</g>', function(scale, given, uses)
    local function placed(id, x, y)
      local words = said[id]
      return string.format('<text x="%s" y="%s"%s>%s</text>', hundredths(x * scale), hundredths(y * scale), words.bold, words.text)
    end
    return string.format('<g font-size="%.4g"%s>%s</g>', scale * EM, given,
      (uses:gsub('<use href="#(%w+)" x="(%-?%d+)" y="(%-?%d+)"/>', placed)))
  end))
end

local function lightened(svg)
  local given, drawn = with_words(svg):match("^<svg ([^>]*>)(.*)$")
  if not given then return svg end
  drawn = drawn:gsub(' style="([^"]*)"', function(style) return ' class="' .. class_of(style) .. '"' end)
  given = given:gsub('xmlns="[^"]*" ', ""):gsub(' focusable="false"', ""):gsub(' stroke%-linejoin="round"', "")
  return "<svg " .. given .. drawn
end

-- The styles that charts have in common, as rules.
local function style_rules()
  local rules = {}
  for _, style in ipairs(styles) do table.insert(rules, "." .. styles[style] .. "{" .. style .. "}") end
  return table.concat(rules)
end

local function pulled(html, pattern, into)
  return (html:gsub(pattern, function(text)
    table.insert(into, text)
    return ""
  end))
end

-- A notebook breaks the line behind each of these, for those who compare two runs.
local BROKEN = { div = true, figure = true, h1 = true, h2 = true, h3 = true, header = true, p = true, section = true,
  table = true, tbody = true, thead = true, tr = true }

local function unbroken(html)
  return (html:gsub("</(%w+)>\n", function(tag) return BROKEN[tag] and "</" .. tag .. ">" or nil end))
end

-- The drawings of the page, each known by its number while the rest of the page is looked through.
local drawn = {}

local function drawn_apart(html)
  return redrawn(html, function(svg)
    table.insert(drawn, lightened(svg))
    return "\0" .. #drawn .. "\0"
  end)
end

local function with_drawings(html)
  return (html:gsub("\0(%d+)\0", function(number) return drawn[tonumber(number)] end))
end

local function on_page(html, parts)
  html = unbroken(drawn_apart(html))
  html = pulled(html, '<header class="head.-</header>', parts.masthead)
  html = pulled(html, '<div class="links".-</div>', parts.links)
  html = html:gsub('<section class="(%w+)">', '<section class="%1" id="%1">')
  return pandoc.RawBlock("html", with_drawings(place_cells(html)))
end

local paper = assert(loadfile(pandoc.path.join({ HERE, "paper.lua" })))({
  attribute = attribute, unescaped = unescaped, by_place = by_place, redrawn = redrawn, fail = function(message)
    fail("picture under '" .. heading .. "' " .. message)
  end })

-- ---------------------------------------------------------------------------------- the whole

-- Cells of a notebook come wrapped in Divs of Quarto's; only what they show counts.
local function unwrapped(blocks)
  return blocks:walk({ Div = function(div)
    for _, class in ipairs(div.classes) do
      if class:match("^cell") then return div.content end
    end
  end })
end

local function body(blocks, parts)
  local out = pandoc.Blocks({})
  for _, block in ipairs(blocks) do
    if block.t == "Header" then heading = pandoc.utils.stringify(block) end
    if block.t == "RawBlock" and block.format == "html" then
      local html = take_scripts(block.text)
      check_drawings(html)
      if PAGE then out:insert(on_page(html, parts)) else out:extend(paper.read(html)) end
    elseif PAGE then
      out:insert(block)
    else
      out:extend(paper.walk(pandoc.Blocks({ block })))
    end
  end
  return out
end

-- The way to reports/ from a page that Quarto was asked for by hand: its output keeps the path of its notebook.
local function home_by_hand()
  local folder = pandoc.path.directory(quarto.doc.input_file)
  return (pandoc.path.make_relative(folder, quarto.project.directory):gsub("[^/.]+", ".."))
end

local function about(meta)
  local brief = found.brief or {}
  local function said(name, default)
    return brief[name] or (meta[name] and pandoc.utils.stringify(meta[name])) or default
  end
  local lang = said("lang", "fa")
  local footer = brief.footer or {}
  return {
    lang = lang, dir = said("dir", lang == "fa" and "rtl" or "ltr"), title = said("title", "—"), author = said("author", "—"),
    description = said("description", ""), date = said("date", "2000-01-01"),
    home = meta["by-hand"] and quarto and home_by_hand() or said("home", "."),
    page = said("page", ""), of = said("of", "/"), skip = said("skip", "↓"),
    organisation = footer[1] or said("author", ""), mark = footer[2] or "",
  }
end

local function for_page(meta, brief, parts)
  meta.brief = brief
  meta.masthead = pandoc.RawBlock("html", with_drawings(table.concat(parts.masthead)))
  meta.links = pandoc.RawBlock("html", (table.concat(parts.links):gsub("<div", "<nav"):gsub("</div>", "</nav>")))
  local linked = {}
  for _, content in ipairs(found.linked) do
    table.insert(linked, '<script type="application/ld+json">' .. content .. "</script>")
  end
  meta.linked = pandoc.RawBlock("html", table.concat(linked, "\n"))
  meta.head = pandoc.RawBlock("html", found.brief and found.brief.head or "")
  meta.chartstyles = pandoc.RawBlock("html", style_rules())
end

local function for_paper(meta, brief)
  brief.year, brief.month, brief.day = brief.date:match("^(%d+)-0*(%d+)-0*(%d+)")
  local tokens = meta.tokens
  meta.brief = paper.strings(brief)
  meta.tokens = { light = paper.strings(paper.colours), type = paper.strings(tokens.type), page = paper.strings(tokens.page) }
  meta.drawings, meta.attached = paper.drawings(), paper.attached(found.attached)
end

function Pandoc(doc)
  if not PAGE then
    for name, value in pairs(doc.meta.tokens.light) do paper.colours[name] = pandoc.utils.stringify(value) end
  end
  local parts = { masthead = {}, links = {} }
  local blocks = body(unwrapped(doc.blocks), parts)
  local brief = about(doc.meta)
  local meta = doc.meta
  meta.lang, meta.title, meta.pagetitle = brief.lang, brief.title, brief.title
  if PAGE then
    meta.dir = brief.dir
    for_page(meta, brief, parts)
  else
    meta.title = nil
    blocks = paper.sheets(blocks, found.brief and found.brief.sheets or 0)
    for_paper(meta, brief)
  end
  return pandoc.Pandoc(blocks, meta)
end
