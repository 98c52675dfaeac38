// The server's messages in Chinese: rules from a message, or a part of one, to its translation. {x} stands for a value, and a value that is
// itself a part with a rule is translated, too; {count}, {least}, {most} and the like are numbers. The names of settings, choices and columns stay as they are.

const RULES = [
  ["{what}: expected {expected}, found {found}.", "{what}：应为{expected}，收到的是{found}。"],
  ["Choose {expected}.", "请改用{expected}。"],
  ["{found} (did you mean {name}?)", "{found}（是不是 {name}？）"],
  ["one of {names}", "以下之一：{names}"],
  ["a whole number from {least} to {most}", " {least} 到 {most} 的整数"],
  ["a number from {least} to {most}", " {least} 到 {most} 的数"],
  ["a step from {least} to {most}", "第 {least} 到 {most} 步"],
  ["a branch from {least} to {most}", "分支 {least} 到 {most}"],
  ["from {least} to {most} points", " {least} 到 {most} 个点"],
  ["from {least} to {most} rows that have all three values", " {least} 到 {most} 行三个值齐全的数据"],
  ["at most {most} hidden layers", "最多 {most} 个隐藏层"],
  ["at most {most} classes", "最多 {most} 个类别"],
  ["at most {most} numbers", "最多 {most} 个数"],
  ["at most {most} steps", "最多 {most} 步"],
  ["a text of at most {most} characters", "最多 {most} 个字符的文本"],
  ["a name of at most {most} plain characters", "最多 {most} 个普通字符的名称"],
  ["{count} characters", " {count} 个字符"],
  ["{count} numbers", " {count} 个数"],
  ["{count} numbers, or a test image's number", " {count} 个数，或一张测试图片的编号"],
  ["{count} of them", " {count} 个"],
  ["none of that name", "没有这个名称"],
  ["none", "什么也没有"],
  ["others", "别的"],
  ["more", "更多"],
  ["another form", "别的形式"],
  ["something else", "别的东西"],
  ["another kind of column", "另一种列"],
  ["one of them twice", "其中一列出现了两次"],
  ["a class that is a whole number", "整数类别"],
  ["{form} with class 0 or 1", " {form}，类别为 0 或 1"],
  ["two columns of numbers that differ from row to row", "两列各行不同的数"],
  ["two columns' names, and a third as data.target", "两列的名称，以及作为 data.target 的第三列"],
  ["three different columns", "三个不同的列"],
  ["a column {name}, which data.columns or data.target names", "列 {name}（data.columns 或 data.target 中写的）"],
  ["rows after the line of names", "名称行之后的数据行"],
  ["a table", "一个表格"],
  ["an empty file", "空文件"],
  ["text", "文本"],
  ["{count} cell, as in the first line", "与第一行一样的 {count} 格"],
  ["{count} cells, as in the first line", "与第一行一样的 {count} 格"],
  ["classes or numbers", "类别或数"],
  ["dates", "日期"],
  ["at least two values", "至少两个不同的值"],
  ["several values in the training part", "多个不同的值"],
  ["only {value}", "只有 {value}"],
  ["body: {place}: not what is expected.", "请求：{place} 不是所要求的内容。"],
  ["body: not what is expected.", "请求不是所要求的内容。"],
  ["body: not JSON.", "请求不是 JSON。"],
  ["body: cannot be read.", "无法读取请求。"],
  ["body: expected an object, found null.", "请求应为一个对象，收到的是 null。"],
  ["{place}: not CSV: {reason}.", "{place}：不是 CSV：{reason}。"],
  ["Send {form}.", "请发送 {form}。"],
  ["The output activation {output} does not go with {loss}", "输出的激活函数 {output} 与 {loss} 不相配"],
  ["Use {partner} with {loss}, or {output} with {other}.", "请用 {partner} 配 {loss}，或用 {output} 配 {other}。"],
  ["binary cross-entropy", "二元交叉熵"],
  ["categorical cross-entropy", "多类交叉熵"],
  ["mean squared error", "均方误差"],
  ["half squared error", "½ 平方误差"],
  ["Huber loss", "Huber 损失"],
  ["A {output} output cannot learn numbers", "{output} 输出不能学习数值"],
  ["Use the output linear for a curve.", "曲线请用 linear 输出。"],
  ["One {output} output cannot tell {count} classes", "一个 {output} 输出分不出 {count} 个类别"],
  ["Use the output softmax, which has an output per class.", "请用 softmax 输出，它给每个类别一个输出。"],
  ["No slip would show with this network", "在这个网络里看不出任何错误"],
  ["Use tanh, sigmoid or ReLU, a batch of two or more, or Adam.", "请用 tanh、sigmoid 或 ReLU，两个以上样本的批，或 Adam。"],
  [
    "A slip could not be looked for: central differences of {count} parameters over {rows} examples would take too long",
    "无法寻找错误：{count} 个参数在 {rows} 个样本上的中心差分耗时太长",
  ],
  ["Use fewer units, or a smaller batch.", "请减少单元，或用更小的批。"],
  ["This session has no slip", "这次会话里没有错误"],
  ['Start one with "slip": true in its configuration.', '请在配置中加上 "slip": true。'],
  ["There is nothing to repeat yet.", "还没有可重复的内容。"],
  ["Train some steps first.", "请先训练几步。"],
  ["The program could not take the next step as the page does.", "导出的程序无法像本页面那样走下一步。"],
  ["It uses L2 or dropout.", "它用了 L2 或 dropout。"],
  ["verify could not repeat this run.", "verify 无法重复这次训练。"],
  ["It has a slip, or a softmax in a hidden layer.", "其中有错误，或隐藏层用了 softmax。"],
  ["verify could not repeat this branch from where it begins.", "verify 无法从这个分支的起点重复它。"],
  ["Save the branch that begins at step 0, or one of plain gradient descent with batches of one size.", "请保存从第 0 步开始的分支，或批大小一致的普通梯度下降分支。"],
  ["This session has the {count} steps that it may have.", "这次会话的 {count} 步已经用完。"],
  ["Start another, with a larger learning rate or a smaller network.", "请用更大的学习率或更小的网络重新开始。"],
  ["This session has the {count} branches that it may have.", "这次会话的 {count} 个分支已经用完。"],
  ["Start another session.", "请重新开始一次会话。"],
  ["These {count} states are too far apart for one answer.", "这 {count} 个状态相距太远，一次答不完。"],
  ["Ask for fewer of them at once.", "请一次少要一些。"],
  ["Train further first, or ask for a step that the branch has.", "请先继续训练，或选择分支已有的一步。"],
  ["All {count} places for sessions are in use.", "{count} 个会话位置都在使用中。"],
  ["Try again in some minutes, or start an explorer of your own.", "请几分钟后再试，或自己启动一个探索器。"],
  ["There is no such session, or it ended: after {minutes} minutes unused, or to make room for others.", "没有这个会话，或它已结束：{minutes} 分钟未使用，或为别人腾出了位置。"],
  ["Start it again: the page's address has all of its configuration.", "请重新开始：页面地址里有全部配置。"],
  ["{count} surfaces of {units} units each are too much for one answer", "{count} 幅各含 {units} 个单元的图，一次答不完"],
  ["Ask for fewer steps, or without the units.", "请少要几步，或不要单元的图。"],
  ["The digit network is being trained.", "数字网络正在训练。"],
  ["Wait a moment: it takes some seconds.", "请稍等几秒。"],
  ["This model's test images are not available.", "没有这个模型的测试图片。"],
  ["Name their folder with --data.", "请用 --data 指定它们的文件夹。"],
  ["The body is too large.", "请求太大。"],
  ["Send a smaller body: a smaller picture, or fewer rows at once.", "请减小请求：更小的图片，或更少的行。"],
  ["Name a CSV file.", "请选择一个 CSV 文件。"],
  ["Name a file with rows, or say --no-header if the only line has no names.", "请选择有数据行的文件。"],
  ["Look for quotation marks that are not closed, or not written twice inside of a quoted cell; or name the file's --encoding. It may have {most} columns, and cells of {count} characters.", "请检查是否有未收尾的引号，或引号内的引号没有写两遍，或以 UTF-8 保存。最多 {most} 列，每格最多 {count} 个字符。"],
  ["Close the quoted cell, or check whether the file is cut off.", "请补上引号，或检查文件是否被截断。"],
  ["Name another column with --target, or say --task or --categorical.", "请选择另一列作为目标。"],
  ["Repair that line, or name the delimiter with --delimiter if another was meant.", "请修正这一行。"],
  ["Shorten the name, or say --no-header if the first line has no names.", "请缩短名称。"],
  ["Fill it in, or leave the row out.", "请补上它，或去掉这一行。"],
  ["Rename one of them.", "请改其中一个的名称。"],
];

const escaped = (text) => text.replace(/[.*+?^$()|[\]\\]/g, "\\$&");

const NUMBERS = new Set(["count", "least", "most", "minutes", "units", "rows"]);

const COMPILED = RULES.map(([from, to]) => {
  const pattern = escaped(from).replace(/\{(\w+)\}/g, (_, key) => "(?<" + key + ">" + (NUMBERS.has(key) ? "[-\\d.,E]+" : ".+?") + ")");
  return { pattern: new RegExp("^" + pattern + "$", "s"), to };
});

/** A message or a part of one in Chinese; what no rule knows stays as it is. */
export function inChinese(text) {
  for (const { pattern, to } of COMPILED) {
    const found = pattern.exec(text);
    if (found) {
      return to.replace(/\{(\w+)\}/g, (_, key) => inChinese(found.groups[key]));
    }
  }
  return text;
}
