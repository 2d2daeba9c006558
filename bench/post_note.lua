-- Writes notes, each text once.
local n = 0

wrk.headers["Content-Type"] = "application/json"

request = function()
    n = n + 1
    return wrk.format("POST", nil, nil, '{"text": "note ' .. n .. '"}')
end
