//! `zhibao import`: the roster from the console, checked first.

use super::importing::{ORGANISATIONS, PEOPLE, file};
use crate::stories;
use crate::support::app::TestApp;
use crate::support::command::zhibao;

stories! {
    people_come_in_from_the_console
}

async fn people_come_in_from_the_console(house: TestApp) {
    let data = house.app.settings.data_dir.clone();
    let path = data.join("people.xlsx");
    let name = path.to_str().expect("a path").to_owned();
    let write = |rows: &[&[&str]]| std::fs::write(&path, file(&PEOPLE, rows)).expect("a file");
    write(&[&["lin.qiao", "林巧", "没有的街道", "编辑", "2024-01-01"]]);
    let said = zhibao(&data, &["import", "people", &name], "");
    assert_eq!(said.code, 1, "{said:?}");
    assert!(
        said.err.contains("第 2 行 单位") && said.out.contains("有误 1 行"),
        "{said:?}"
    );
    write(&[&["lin.qiao", "林巧", "试验区党工委", "编辑", "2024-01-01"]]);
    let said = zhibao(&data, &["import", "people", &name, "--dry-run"], "");
    assert!(
        said.code == 0 && said.out.contains("新增 1 行") && !said.out.contains("lin.qiao"),
        "{said:?}"
    );
    let said = zhibao(&data, &["import", "people", &name], "");
    assert!(
        said.code == 0 && said.out.contains("lin.qiao\t林巧\t"),
        "{said:?}"
    );
    let said = zhibao(&data, &["import", "people", &name], "");
    assert!(said.code == 0 && said.out.contains("不变 1 行"), "{said:?}");
    let said = zhibao(&data, &["import", "organisations", &name], "");
    assert!(said.code == 2 && said.err.contains("列名"), "{said:?}");
    // Both kinds say at their end how many steps their bar had.
    let rows: [&[&str]; 2] = [
        &["花园社区", "花园社区", "村居", "云溪街道党工委"],
        &["云溪街道党工委", "云溪街道", "街道", "试验区党工委"],
    ];
    std::fs::write(&path, file(&ORGANISATIONS, &rows)).expect("a file");
    let said = zhibao(&data, &["import", "organisations", &name], "");
    assert!(said.code == 0 && said.out.contains("写入单位：2（"), "{said:?}");
    write(&[&["zhou.an", "周安", "云溪街道", "编辑", "2024-01-01"]]);
    let said = zhibao(&data, &["import", "people", &name], "");
    assert!(
        said.code == 0 && said.out.contains("生成初始密码：1（"),
        "{said:?}"
    );
    assert_eq!(zhibao(&data, &["audit", "verify"], "").code, 0);
    house.end().await;
}
