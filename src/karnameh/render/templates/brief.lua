-- One filter for both formats and both engines. What a notebook shows is HTML. For a page it stays as it is;
-- for paper it is read and written anew as calls of the functions in brief.typ. In both, what is meant for machines
-- (metadata, JSON-LD, attached data) is taken out of the text and handed to the template.

local PAGE = FORMAT:match("html") ~= nil
local HERE = pandoc.path.directory(PANDOC_SCRIPT_FILE)
local WRITING = pandoc.WriterOptions({ wrap_text = "none" })

-- Divs that are a function of the same or another name in brief.typ, given their content.
local AS_THEY_ARE = { headline = "headline", lead = "lead", synthetic = "band", note = "note", prose = "prose",
  panel = "panel", chart = "chart", ["not-for-publication"] = "band", ["end"] = "closing" }
-- Divs whose children stand beside each other.
local IN_ROWS = { cards = "cards", panels = "panels", tables = "halves", columns = "columns-of-text", beside = "beside" }
-- Never on paper.
local ON_SCREEN_ONLY = { links = true, screen = true, filter = true }

local drawings, colours, heading = {}, {}, "—"

local function readable(text)
  return (text:gsub("<[^>]*>", " "):gsub("%s+", " "):gsub("^ ", ""):gsub(" $", ""))
end

local function fail(message)
  error("karnameh: " .. message .. "\n", 0)
end

local function read_file(path)
  local file = assert(io.open(path, "r"))
  local text = file:read("a")
  file:close()
  return text
end

-- The attributes of an opening tag.
local function attribute(tag, name)
  return tag:match("%s" .. name:gsub("%-", "%%-") .. '="([^"]*)"')
end

local function unescaped(text)
  local known = { amp = "&", lt = "<", gt = ">", quot = '"', ["#x27"] = "'", ["#39"] = "'" }
  return (text:gsub("&(#?%w+);", known))
end

-- Every drawing says what it shows, or is marked as decoration; else the brief is not made.
local function check_drawings(html)
  for tag, given, after in html:gmatch("<(%w+)([^>]*)>()") do
    if tag:match("^h[123]$") then
      heading = readable(html:sub(after):match("^(.-)</h[123]>") or "")
    elseif tag == "svg" and not (given:find('aria%-label="[^"]') or given:find('aria-hidden="true"', 1, true)) then
      fail("figure under '" .. heading .. "': it has no alt text. Give the chart one, or mark it as decoration.")
    elseif tag == "img" and not given:find(" alt=", 1, true) then
      fail("picture under '" .. heading .. "': it has no alt text. Give it one (fig-alt), or an empty one if it is decoration.")
    end
  end
end

-- ---------------------------------------------------------------------------------- what is meant for machines

local found = { linked = {}, attached = {} }

local function take_scripts(html)
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

local function place_cells(html)
  return (html:gsub("<table([^>]*)>(.-)</table>", function(given, body)
    local fractions = 0
    local placed = body:gsub('(<td class="num">)(.-)(</td>)', function(open, content, close)
      local marked = content:gsub(">([^<%s]+)<", function(text)
        local before, after = by_place(text)
        if after == "" then return nil end
        fractions = fractions + 1
        return ">" .. before .. "<i>" .. after .. "</i><"
      end, 1)
      return open .. marked .. close
    end)
    if fractions == 0 then return nil end
    return "<table" .. given:gsub('class="', 'class="placed ', 1) .. ">" .. placed .. "</table>"
  end))
end

-- ---------------------------------------------------------------------------------- the page

local outlines, styles = {}, {}

local function short(names, letter, long)
  if not names[long] then
    names.count = (names.count or 0) + 1
    names[long] = string.format("%s%x", letter, names.count)
    table.insert(names, long)
  end
  return names[long]
end

-- Charts use the same letters, words and styles again and again: on a page each is there once, under a name as short
-- as can be. The ids of drawings are made of what they look like, so the first stands for all.
local function lightened(html)
  local function once(start, id, rest)
    if outlines[id] then return "" end
    return start .. short(outlines, "o", id) .. rest
  end
  html = html:gsub('(<path id=")(%w+)(" d="[^"]*"/>)', once):gsub('(<g id=")(%w+)(">.-</g>)', once)
  html = html:gsub("<defs></defs>", ""):gsub('<use href="#(%w+)"([^>]-)/>', function(id, placed)
    return "<use href=#" .. short(outlines, "o", id) .. placed:gsub('"', "") .. " />"
  end)
  html = html:gsub("var%(%-%-(%w+),#%x+%)", "var(--%1)")
  return (html:gsub("(<svg )([^>]*>)(.-</svg>)", function(start, given, drawn)
    drawn = drawn:gsub(' style="([^"]*)"', function(style) return ' class="' .. short(styles, "s", style) .. '"' end)
    return start .. given:gsub('xmlns="[^"]*" ', ""):gsub(' focusable="false"', "") .. drawn
  end))
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

local function on_page(html, parts)
  html = pulled(html, '<header class="head.-</header>', parts.masthead)
  html = pulled(html, '<div class="links">.-</div>', parts.links)
  html = html:gsub('<section class="(%w+)">', '<section class="%1" id="%1">')
  return pandoc.RawBlock("html", place_cells(lightened(html)))
end

-- ---------------------------------------------------------------------------------- paper

-- The inside of a Typst string.
local function quoted(text)
  return (text:gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("\r?\n", "\\n"))
end

local function call(text)
  return pandoc.RawBlock("typst", text)
end

local function markup(blocks)
  return (pandoc.write(pandoc.Pandoc(blocks), "typst", WRITING):gsub("%s+$", ""))
end

local function of_kind(element, kind)
  return element.t == "Div" and element.classes:includes(kind)
end

-- The content of the child Divs of a kind.
local function parts_of(div, kind)
  local all = {}
  for _, child in ipairs(div.content) do
    if of_kind(child, kind) then table.insert(all, "[" .. markup(child.content) .. "]") end
  end
  return all
end

local function part(div, kind)
  return parts_of(div, kind)[1] or "none"
end

local function list(items)
  return "(" .. table.concat(items, ", ") .. (#items == 1 and ",)" or ")")
end

local function title_of(div)
  for _, child in ipairs(div.content) do
    if child.t == "Header" then return "[" .. markup({ pandoc.Plain(child.content) }) .. "]" end
  end
  return "none"
end

local function masthead(div)
  local when = pandoc.Div({})
  for _, child in ipairs(div.content) do
    if of_kind(child, "when") then when = child end
  end
  return string.format("#masthead(org: %s, title: %s, place: %s, label: %s, year: %s, edition: %s, locator: %s)",
    part(div, "org"), title_of(div), part(div, "place"), part(when, "year-label"), part(when, "year"),
    part(when, "edition"), part(div, "locator"))
end

local function card(div)
  local change = { "flat", "same" }
  for _, child in ipairs(div.content) do
    if of_kind(child, "change") then
      change = child.classes:filter(function(class) return class ~= "change" end)
    end
  end
  return string.format('#card(title: %s, spark: %s, value: %s, contexts: %s, bullet: %s, change: %s, tone: "%s", way: "%s")',
    title_of(div), part(div, "spark"), part(div, "value"), list(parts_of(div, "context")), part(div, "bullet"),
    part(div, "change"), change[1], change[2])
end

local function as_row(div, name)
  local items = {}
  for _, child in ipairs(div.content) do table.insert(items, "[" .. markup({ child }) .. "]") end
  return "#" .. name .. "(" .. table.concat(items, ", ") .. ")"
end

local function Div(div)
  for _, class in ipairs(div.classes) do
    if ON_SCREEN_ONLY[class] then return {} end
  end
  for _, class in ipairs(div.classes) do
    if class == "head" then return call(masthead(div)) end
    if class == "card" then return call(card(div)) end
    if IN_ROWS[class] then return call(as_row(div, IN_ROWS[class])) end
    if AS_THEY_ARE[class] then return call("#" .. AS_THEY_ARE[class] .. "[" .. markup(div.content) .. "]") end
    if class == "section" then
      return call('#part("' .. (div.classes[2] or "") .. '")[' .. markup(div.content) .. "]")
    end
  end
end

-- A drawing, in the colours of paper.
local function Span(span)
  local index = span.attributes.index
  if not index then
    if span.attributes.lang then
      return pandoc.Span(span.content, pandoc.Attr("", {}, { lang = span.attributes.lang }))
    end
    return span.content
  end
  local svg = drawings[tonumber(index)]
  local tag = svg:match("^<svg[^>]*>")
  local alt = attribute(tag, "aria-label")
  svg = svg:gsub("var%(%-%-[%w]+,%s*([^)]*)%)", "%1"):gsub("var%(%-%-([%w]+)%)", colours)
  return pandoc.RawInline("typst", string.format('\n// figure: %s\n#drawing("%s", width: %s, alt: %s)',
    alt and unescaped(alt) or "decoration", quoted(svg), (attribute(tag, "width") or "100%"):gsub("px$", "pt"),
    alt and '"' .. quoted(unescaped(alt)) .. '"' or "none"))
end

local function Header(header)
  return pandoc.Header(header.level, header.content)
end

local function Image(image)
  local alt = image.attributes.alt or image.attributes["fig-alt"] or pandoc.utils.stringify(image.caption)
  if alt == "" then
    fail("picture under '" .. heading .. "' (" .. image.src:sub(1, 40) .. "): it has no alt text. Give it one (fig-alt).")
  end
  return pandoc.RawInline("typst", string.format('#picture("%s", alt: "%s")', quoted(image.src), quoted(alt)))
end

local function cell_markup(cell)
  local text = markup(cell.contents)
  if not cell.attr.classes:includes("num") then return "[" .. text .. "]" end
  if pandoc.utils.stringify(cell.contents):find("%S%s%S") then return "(words: [" .. text .. "])" end
  local before, after = by_place((pandoc.utils.stringify(cell.contents):gsub("\u{2066}", ""):gsub("\u{2069}", "")))
  if after == "" then return "[" .. text .. "]" end
  return string.format('("%s", "%s")', quoted(before), quoted(after))
end

local function row_markup(row)
  if row.attr.classes:includes("group") then return '("group", [' .. markup(row.cells[1].contents) .. "])" end
  local cells = {}
  for _, cell in ipairs(row.cells) do table.insert(cells, cell_markup(cell)) end
  return list(cells)
end

local function Table(tbl)
  local heads, numeric, rows = {}, {}, {}
  local head = tbl.head.rows[1]
  for _, cell in ipairs(head and head.cells or {}) do table.insert(heads, "[" .. markup(cell.contents) .. "]") end
  for _, body in ipairs(tbl.bodies) do
    for _, some in ipairs({ body.head, body.body }) do
      for _, row in ipairs(some) do
        table.insert(rows, row_markup(row))
        if not row.attr.classes:includes("group") then
          for index, cell in ipairs(row.cells) do
            numeric[index] = numeric[index] == true or cell.attr.classes:includes("num")
          end
        end
      end
    end
  end
  local kinds = {}
  for _, is in ipairs(numeric) do table.insert(kinds, tostring(is)) end
  return call(string.format('#figures(%s, numeric: %s,\n  %s)', list(heads), list(kinds), table.concat(rows, ",\n  ")))
end

local ON_PAPER = { Div = Div, Span = Span, Header = Header, Image = Image, Table = Table }

local function on_paper(html)
  html = html:gsub("<svg.-</svg>", function(svg)
    table.insert(drawings, svg)
    return '<span class="svg" data-index="' .. #drawings .. '"></span>'
  end)
  html = html:gsub("<header", "<div"):gsub("</header>", "</div>"):gsub("<figure", "<div"):gsub("</figure>", "</div>")
  return pandoc.read(html, "html").blocks:walk(ON_PAPER)
end

-- Metadata as the inside of Typst strings: the writer would escape '#' and brackets as markup.
local function as_strings(value)
  if type(value) == "table" and pandoc.utils.type(value) ~= "Inlines" and pandoc.utils.type(value) ~= "Blocks" then
    local map = {}
    for key, inner in pairs(value) do map[key] = as_strings(inner) end
    return map
  end
  local text = type(value) == "string" and value or pandoc.utils.stringify(value)
  return pandoc.MetaInlines({ pandoc.RawInline("typst", quoted(text)) })
end

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
      if PAGE then out:insert(on_page(html, parts)) else out:extend(on_paper(html)) end
    elseif PAGE then
      out:insert(block)
    else
      out:extend(pandoc.Blocks({ block }):walk(ON_PAPER))
    end
  end
  return out
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
    description = said("description", ""), date = said("date", "2000-01-01"), home = said("home", "."),
    page = said("page", ""), of = said("of", "/"), skip = said("skip", "↓"),
    organisation = footer[1] or said("author", ""), mark = footer[2] or "",
  }
end

local function for_page(meta, brief, parts)
  meta.brief = brief
  meta.masthead = pandoc.RawBlock("html", table.concat(parts.masthead))
  meta.links = pandoc.RawBlock("html", (table.concat(parts.links):gsub("<div", "<nav"):gsub("</div>", "</nav>")))
  local linked = {}
  for _, content in ipairs(found.linked) do
    table.insert(linked, '<script type="application/ld+json">' .. content .. "</script>")
  end
  meta.linked = pandoc.RawBlock("html", table.concat(linked, "\n"))
  local css = read_file(pandoc.path.join({ HERE, "brief.css" }))
  meta.css = pandoc.RawBlock("html", (css:gsub("/%*.-%*/", ""):gsub("%s*([{};,])%s*", "%1"):gsub("%s+", " ") .. style_rules()))
end

local function for_paper(meta, brief)
  brief.year, brief.month, brief.day = brief.date:match("^(%d+)-0*(%d+)-0*(%d+)")
  meta.brief = as_strings(brief)
  meta.tokens = as_strings(meta.tokens)
  local attached = {}
  for _, file in ipairs(found.attached) do
    table.insert(attached, string.format('#attach-file("%s", "%s", "%s")', quoted(file.name), quoted(file.description), quoted(file.data)))
  end
  meta.attached = pandoc.MetaBlocks({ call(table.concat(attached, "\n")) })
end

function Pandoc(doc)
  if doc.meta.tokens then
    for name, value in pairs(doc.meta.tokens.light) do colours[name] = pandoc.utils.stringify(value) end
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
    for_paper(meta, brief)
  end
  return pandoc.Pandoc(blocks, meta)
end
