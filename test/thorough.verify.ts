// Tests of `npm test` that are smaller there than they should be, at their full size.
import "./backtest/verdict.test.ts";
import "./backtest/replay/records.test.ts";
import "./export/kinds.test.ts";
import "./history/cells.test.ts";
import "./history/naive.test.ts";
import "./history/order.test.ts";
import "./history/tidy.test.ts";
import "./models/contract.test.ts";
import "./reference/replay.test.ts";
import "./study/faults.test.ts";
