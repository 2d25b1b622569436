-- What wrk sends. WORKLOAD: `new` (each alert opens an incident), `repeats` (of 5,000 alerts, as when a group is sent again),
-- `flapping` (5,000 alerts that fire and resolve in turn). ALERTS: alerts a request. API: `webhook` or `alertmanager`.
local workload = os.getenv("WORKLOAD") or "repeats"
local per_request = tonumber(os.getenv("ALERTS") or "1")
local api = os.getenv("API") or "webhook"
local pool = 5000
local threads = 0

function setup(thread)
  thread:set("id", threads)
  -- Another run must not repeat this one's alerts.
  thread:set("run", os.time() % 1000000)
  threads = threads + 1
end

function init(args)
  counter = 0
  started = os.time()
end

local function stamp(seconds)
  return os.date("!%Y-%m-%dT%H:%M:%S", seconds) .. ".123Z"
end

-- Another number for each number. One after the other they lie far apart, as fingerprints do, which are hashes.
local function spread(number)
  return number * 2654435761 % 4294967296
end

local function alert()
  counter = counter + 1
  local number, status, round = counter, "firing", 0
  if workload ~= "new" then
    number = counter % pool
    round = math.floor(counter / pool)
    if workload == "flapping" and round % 2 == 1 then status = "resolved" end
  end
  local name = string.format("%d-%d-%d", run, id, number)
  local starts = stamp(started - 3600 + (workload == "flapping" and round - round % 2 or 0))
  local labels = string.format(
    '{"alertname":"HighLatency","cluster":"eu-1","instance":"host-%s:9100","job":"node","service":"checkout","severity":"critical"}', name)
  local annotations = '{"description":"The 99th percentile of checkout requests is above one second for five minutes.","summary":"Checkout is slow","runbook_url":"https://runbooks.example/high-latency"}'
  local source = '"http://prometheus.example:9090/graph?g0.expr=histogram_quantile%280.99%2C+rate%28checkout_seconds_bucket%5B5m%5D%29%29+%3E+1&g0.tab=1"'
  if api == "alertmanager" then
    return string.format('{"labels":%s,"annotations":%s,"startsAt":"%s","generatorURL":%s}', labels, annotations, starts, source)
  end
  local ends = status == "firing" and "0001-01-01T00:00:00Z" or stamp(started - 3600 + round)
  return string.format('{"status":"%s","labels":%s,"annotations":%s,"startsAt":"%s","endsAt":"%s","generatorURL":%s,"fingerprint":"%08x%04x%04x"}',
    status, labels, annotations, starts, ends, source, spread(number), run % 65536, id)
end

function request()
  local alerts = {}
  for i = 1, per_request do alerts[i] = alert() end
  local list = "[" .. table.concat(alerts, ",") .. "]"
  local body = list
  if api ~= "alertmanager" then
    body = '{"receiver":"runframe","status":"firing","alerts":' .. list ..
      ',"groupLabels":{"alertname":"HighLatency","cluster":"eu-1","service":"checkout"},"commonLabels":{"alertname":"HighLatency","cluster":"eu-1","job":"node","service":"checkout","severity":"critical"},' ..
      '"commonAnnotations":{},"externalURL":"http://alertmanager.example:9093","version":"4","groupKey":"{}:{alertname=\\"HighLatency\\", cluster=\\"eu-1\\", service=\\"checkout\\"}","truncatedAlerts":0}'
  end
  return wrk.format("POST", nil, {["Content-Type"] = "application/json"}, body)
end

-- requests, seconds, p50 and p99 in ms, errors
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("RESULT %d %.3f %.2f %.2f %d\n", summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, e.connect + e.read + e.write + e.status + e.timeout))
end
