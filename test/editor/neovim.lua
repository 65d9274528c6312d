-- What a person does in Neovim with the language server, by Neovim's own client. Started by
-- neovim.test.ts; prints one line of JSON a step.

local folder = vim.env.WORKSPACE
local labels = { 'bird', 'cat', 'deer', 'dog', 'horse' }

--- More samples than any test waits for.
local endless = { samples = 100000, elimination = 'none' }

local function say(step, values)
  io.stdout:write(vim.fn.json_encode(vim.tbl_extend('error', { step = step }, values)) .. '\n')
  io.stdout:flush()
end

local function wait_for(what, condition)
  if not vim.wait(30000, condition, 10) then
    error('waited in vain for ' .. what)
  end
end

local function uri(name)
  return vim.uri_from_fname(folder .. '/' .. name)
end

local function children_of(pid)
  return vim.fn.systemlist({ 'pgrep', '-P', pid })
end

--- Everything the server says by itself goes to Neovim's handler, and is kept.
local progress = {}
local messages = {}
local function keep(list, method)
  return function(err, result, ctx, config)
    table.insert(list, result)
    return vim.lsp.handlers[method](err, result, ctx, config)
  end
end

local initialized = false
local exit_code
local client_id = vim.lsp.start_client({
  name = 'diffusion-classifier',
  cmd = { vim.env.NODE, vim.env.SERVER, '--stdio' },
  root_dir = folder,
  init_options = { labels = labels },
  handlers = {
    ['$/progress'] = keep(progress, '$/progress'),
    ['window/showMessage'] = keep(messages, 'window/showMessage'),
  },
  on_init = function()
    initialized = true
  end,
  on_exit = function(code)
    exit_code = code
  end,
})
local client = vim.lsp.get_client_by_id(client_id)

--- The values of the progress that has the token `token`.
local function progress_of(token)
  local values = {}
  for _, sent in ipairs(progress) do
    if sent.token == token then
      table.insert(values, sent.value)
    end
  end
  return values
end

local function ends(token)
  local values = progress_of(token)
  return #values > 0 and values[#values].kind == 'end'
end

--- The first message after the first `former` ones that begins with `beginning`.
local function message_after(former, beginning)
  local found
  wait_for('a message that begins with ' .. beginning, function()
    for index = former + 1, #messages do
      if vim.startswith(messages[index].message, beginning) then
        found = messages[index]
        return true
      end
    end
  end)
  return found
end

local function edit(name)
  vim.cmd('edit ' .. vim.fn.fnameescape(folder .. '/' .. name))
  vim.lsp.buf_attach_client(0, client_id)
end

local function go_to(text)
  vim.fn.cursor(1, 1)
  if vim.fn.search('\\V' .. text) == 0 then
    error('not in this buffer: ' .. text)
  end
end

local function floating_window()
  for _, id in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(id).relative ~= '' then
      return id
    end
  end
end

--- What the window of vim.lsp.buf.hover() holds. A server that is too busy to answer at once says
--- nothing: then a person would ask again.
local function hover()
  wait_for('a hover', function()
    vim.lsp.buf.hover()
    return vim.wait(1000, floating_window, 10)
  end)
  local window = floating_window()
  local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
  vim.api.nvim_win_close(window, true)
  return table.concat(lines, '\n')
end

--- Runs the one action that is offered at the cursor, by its title.
local function run_code_action()
  local offered = {}
  vim.ui.select = function(items, options, choose)
    for _, item in ipairs(items) do
      local title = options.format_item(item)
      table.insert(offered, title)
    end
    choose(items[1], 1)
  end
  vim.lsp.buf.code_action()
  wait_for('a code action', function()
    return #offered > 0
  end)
  return offered
end

local servers
local steps = {}

function steps.initialize()
  wait_for('initialize', function()
    return initialized
  end)
  servers = children_of(vim.fn.getpid())
  say('initialize', { capabilities = client.server_capabilities, servers = servers })
end

function steps.request()
  local parameters = {
    image = uri('cat.jpg'),
    labels = { 'cat', 'dog' },
    options = { samples = 20 },
    workDoneToken = 'request',
  }
  local answer = client.request_sync('diffusionClassifier/classify', parameters, 30000)
  say('request', { result = answer.result, progress = progress_of('request') })
end

function steps.hover_markdown()
  edit('notes.md')
  go_to('cat.jpg')
  local known = hover()
  go_to('my horse.jpg')
  say('hover_markdown', { known = known, unknown = hover() })
end

function steps.code_action()
  go_to('my horse.jpg')
  local offered = run_code_action()
  local message = message_after(0, 'my horse.jpg: ')
  say('code_action', {
    offered = offered,
    message = message,
    progress = progress_of(progress[#progress].token),
    hover = hover(),
  })
end

function steps.hover_python()
  edit('load.py')
  go_to('my horse.jpg')
  say('hover_python', { known = hover() })
end

function steps.cancel_request()
  local parameters = {
    image = uri('dog.jpg'),
    labels = labels,
    options = endless,
    workDoneToken = 'cancelled',
  }
  local _, id = client.request('diffusionClassifier/classify', parameters, function() end)
  wait_for('work', function()
    return #progress_of('cancelled') > 1
  end)
  local children = children_of(servers[1])
  local began = vim.loop.now()
  client.cancel_request(id)
  wait_for('the end of the progress', function()
    return ends('cancelled')
  end)
  say('cancel_request', { milliseconds = vim.loop.now() - began, children = children })
end

function steps.cancel_progress()
  local former = #progress
  local before = #messages
  local answer
  client.request('workspace/executeCommand', {
    command = 'diffusionClassifier.classify',
    arguments = { uri('dog.jpg'), labels, endless },
  }, function(err, result)
    answer = { err = err, result = result }
  end)
  wait_for('work', function()
    return #progress > former + 1
  end)
  local token = progress[#progress].token
  client.notify('window/workDoneProgress/cancel', { token = token })
  wait_for('the end of the progress', function()
    return ends(token)
  end)
  say('cancel_progress', { messages = #messages - before, answer = answer })
end

function steps.unknown_label()
  local before = #messages
  local answer = client.request_sync('workspace/executeCommand', {
    command = 'diffusionClassifier.classify',
    arguments = { uri('dog.jpg'), { 'unicorn', 'dog' } },
  }, 30000)
  say('unknown_label', { err = answer.err, message = message_after(before, 'Model everyday-32') })
end

function steps.configuration()
  local before = #messages
  local settings = { diffusionClassifier = { limits = { megabytes = -1 } } }
  client.notify('workspace/didChangeConfiguration', { settings = settings })
  say('configuration', { message = message_after(before, 'Diffusion Classifier: ') })
end

function steps.stop()
  client.stop()
  wait_for('the end of the server', function()
    return exit_code ~= nil
  end)
  say('stop', { code = exit_code })
end

local order = {
  'initialize',
  'request',
  'hover_markdown',
  'code_action',
  'hover_python',
  'cancel_request',
  'cancel_progress',
  'unknown_label',
  'configuration',
  'stop',
}
for _, name in ipairs(order) do
  local succeeded, failure = xpcall(steps[name], debug.traceback)
  if not succeeded then
    say(name, { failure = failure })
    break
  end
end
vim.cmd('qall!')
